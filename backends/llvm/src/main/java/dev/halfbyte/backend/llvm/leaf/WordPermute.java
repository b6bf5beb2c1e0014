package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// AVX-512 BW: `vpermw` and `vpermi2w` look up pairs of bytes; the lowest bit of an index chooses
/// one of the pair.
record WordPermute(int entries) implements VectorLookup {
  private static final int WORDS = 32;
  private static final String VECTOR = "<32 x i16>";

  @Override
  public int bytes() {
    return WORDS;
  }

  @Override
  public boolean isMasked() {
    return true;
  }

  /// Small tables are repeated, so that higher bits of an index do not matter.
  @Override
  public List<String> table(FunctionText text, String pointer) {
    int words = entries / 2;
    if (words < WORDS) {
      String small = text.value("load <%d x i16>, ptr %s, align 1", words, pointer);
      String mask =
          IntStream.range(0, WORDS)
              .mapToObj(i -> "i32 " + i % words)
              .collect(Collectors.joining(", ", "<", ">"));
      return List.of(
          text.value(
              "shufflevector <%d x i16> %s, <%d x i16> poison, <%d x i32> %s",
              words, small, words, WORDS, mask));
    }
    List<String> registers = new ArrayList<>();
    for (int first = 0; first < words; first += WORDS) {
      String at = VectorText.advance(text, pointer, 2L * first);
      registers.add(text.value("load %s, ptr %s, align 1", VECTOR, at));
    }
    return registers;
  }

  @Override
  public String entries(FunctionText text, List<String> table, String indices) {
    String wide = text.value("zext <32 x i8> %s to %s", indices, VECTOR);
    String pair = text.value("lshr %s %s, %s", VECTOR, wide, splat(text, 1));
    String words = pairs(text, table, wide, pair);
    String odd = text.value("and %s %s, %s", VECTOR, wide, splat(text, 1));
    String places = text.value("shl %s %s, %s", VECTOR, odd, splat(text, 3));
    String entry = text.value("lshr %s %s, %s", VECTOR, words, places);
    return text.value("trunc %s %s to <32 x i8>", VECTOR, entry);
  }

  private static String pairs(FunctionText text, List<String> table, String wide, String pair) {
    if (table.size() == 1) {
      return text.call(
          VECTOR, "llvm.x86.avx512.permvar.hi.512", operand(table.getFirst()), operand(pair));
    }
    String low = pairs(text, table.get(0), table.get(1), pair);
    if (table.size() == 2) {
      return low;
    }
    String high = pairs(text, table.get(2), table.get(3), pair);
    String isHigh = text.value("icmp ugt %s %s, %s", VECTOR, wide, splat(text, 127));
    return text.value("select <32 x i1> %s, %s %s, %s %s", isHigh, VECTOR, high, VECTOR, low);
  }

  private static String pairs(FunctionText text, String first, String second, String pair) {
    return text.call(
        VECTOR,
        "llvm.x86.avx512.vpermi2var.hi.512",
        operand(first),
        operand(pair),
        operand(second));
  }

  private static String operand(String value) {
    return VECTOR + " " + value;
  }

  private static String splat(FunctionText text, int value) {
    return VectorText.splat(text, "i16", Integer.toString(value), WORDS);
  }
}
