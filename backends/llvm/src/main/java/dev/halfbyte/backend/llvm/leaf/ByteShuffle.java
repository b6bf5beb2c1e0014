package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.List;

/// AVX2: one `vpshufb` for every 16 entries. An index that belongs to other entries gets its high
/// bit set, for which the instruction gives 0, by an addition that saturates.
record ByteShuffle(int entries) implements VectorLookup {
  private static final int BYTES = 32;
  private static final int ROW = 16;
  private static final int ALL = 256;

  /// `0 .. 15` stay below 128, all else does not.
  private static final int ABOVE_ROW = 128 - ROW;

  private static final String VECTOR = "<32 x i8>";

  @Override
  public int bytes() {
    return BYTES;
  }

  @Override
  public boolean isMasked() {
    return false;
  }

  @Override
  public List<String> table(FunctionText text, String pointer) {
    List<String> rows = new ArrayList<>();
    for (int first = 0; first < entries; first += ROW) {
      String row = VectorText.load(text, VectorText.advance(text, pointer, first), ROW);
      rows.add(VectorText.twice(text, row, ROW));
    }
    return rows;
  }

  @Override
  public String entries(FunctionText text, List<String> table, String indices) {
    String inside =
        entries == ALL
            ? indices
            : text.value("and %s %s, %s", VECTOR, indices, splat(text, entries - 1));
    if (table.size() == 1) {
      return shuffle(text, table.getFirst(), inside);
    }
    String sum = "zeroinitializer";
    for (int row = 0; row < table.size(); row++) {
      String moved = text.value("xor %s %s, %s", VECTOR, inside, splat(text, row * ROW));
      String own =
          text.call(
              VECTOR,
              "llvm.uadd.sat.v32i8",
              VECTOR + " " + moved,
              VECTOR + " " + splat(text, ABOVE_ROW));
      sum = text.value("or %s %s, %s", VECTOR, sum, shuffle(text, table.get(row), own));
    }
    return sum;
  }

  private static String shuffle(FunctionText text, String row, String indices) {
    return text.call(VECTOR, "llvm.x86.avx2.pshuf.b", VECTOR + " " + row, VECTOR + " " + indices);
  }

  private static String splat(FunctionText text, int value) {
    return VectorText.splat(text, "i8", Integer.toString((byte) value), BYTES);
  }
}
