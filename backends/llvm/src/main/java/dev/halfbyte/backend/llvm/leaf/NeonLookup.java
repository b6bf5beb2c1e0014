package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.List;

/// AArch64: `tbl` for the first 64 entries, which gives 0 for other indices, and `tbx` for each 64
/// more, which leaves their lanes alone.
record NeonLookup(int entries) implements VectorLookup {
  private static final int BYTES = 16;
  private static final int ALL = 256;
  private static final int MOST_REGISTERS = 4;
  private static final String VECTOR = "<16 x i8>";

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
    List<String> registers = new ArrayList<>();
    for (int first = 0; first < entries; first += BYTES) {
      registers.add(VectorText.load(text, VectorText.advance(text, pointer, first), BYTES));
    }
    return registers;
  }

  @Override
  public String entries(FunctionText text, List<String> table, String indices) {
    String index =
        entries == ALL
            ? indices
            : text.value("and %s %s, %s", VECTOR, indices, splat(text, entries - 1));
    int group = Math.min(table.size(), MOST_REGISTERS);
    String found = lookup(text, "tbl" + group, table.subList(0, group), index, List.of());
    for (int first = group; first < table.size(); first += group) {
      index = text.value("sub %s %s, %s", VECTOR, index, splat(text, group * BYTES));
      List<String> registers = table.subList(first, first + group);
      found = lookup(text, "tbx" + group, registers, index, List.of(operand(found)));
    }
    return found;
  }

  private static String lookup(
      FunctionText text, String kind, List<String> table, String index, List<String> before) {
    List<String> operands = new ArrayList<>(before);
    table.forEach(register -> operands.add(operand(register)));
    operands.add(operand(index));
    return text.call(
        VECTOR, "llvm.aarch64.neon." + kind + ".v16i8", operands.toArray(String[]::new));
  }

  private static String operand(String value) {
    return VECTOR + " " + value;
  }

  private static String splat(FunctionText text, int value) {
    return VectorText.splat(text, "i8", Integer.toString((byte) value), BYTES);
  }
}
