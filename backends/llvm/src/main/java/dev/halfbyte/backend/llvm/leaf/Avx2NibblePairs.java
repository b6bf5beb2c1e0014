package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Pairs of packed weights with `vpmaddubsw`, plus 8 each, which is unpacked with two instructions
/// less than the weights themselves; the products of eight pairs fit 16 bits (`8 * 255 * 15 =
/// 30600`), and the sum of the row takes the 8 out again.
record Avx2NibblePairs(Avx2NibbleDot dot) implements PairDot {
  private static final int VECTOR_BYTES = 32;
  private static final int SUMS = 4;
  private static final int ROW_BYTES = 2 * PAIRS;
  private static final String ROW_SUM = "<2 x i64>";

  @Override
  public int vectorBytes() {
    return VECTOR_BYTES;
  }

  @Override
  public List<CountedLoop.Carried> start() {
    List<CountedLoop.Carried> start =
        new ArrayList<>(
            Collections.nCopies(SUMS, new CountedLoop.Carried(dot.vector(), "zeroinitializer")));
    start.add(new CountedLoop.Carried(ROW_SUM, "zeroinitializer"));
    return start;
  }

  @Override
  public void write(
      FunctionText text,
      List<String> pairs,
      String activations,
      List<String> now,
      List<String> next) {
    List<Optional<String>> narrow =
        new ArrayList<>(Collections.nCopies(SUMS, Optional.<String>empty()));
    for (int q = 0; q < PAIRS / 2; q++) {
      Halves halves =
          PairDot.interleaved(text, pairs.get(2 * q), pairs.get(2 * q + 1), VECTOR_BYTES);
      String quad = VectorText.advance(text, activations, (long) Integer.BYTES * q);
      String repeated = dot.activations(text, quad);
      int at = 0;
      for (String packed : List.of(halves.lower(), halves.upper())) {
        for (String weights : raised(text, packed)) {
          narrow.set(at, Optional.of(dot.narrow(text, narrow.get(at), repeated, weights)));
          at++;
        }
      }
    }
    for (int i = 0; i < SUMS; i++) {
      dot.widen(text, next.get(i), now.get(i), narrow.get(i).orElseThrow());
    }
    String row = VectorText.load(text, activations, ROW_BYTES);
    String sum =
        text.call(
            ROW_SUM, "llvm.x86.sse2.psad.bw", "<16 x i8> " + row, "<16 x i8> zeroinitializer");
    text.define(next.getLast(), "add %s %s, %s", ROW_SUM, now.getLast(), sum);
  }

  /// Low and high weights plus 8.
  private static List<String> raised(FunctionText text, String packed) {
    String type = Nibbles.type(VECTOR_BYTES);
    String high = text.value("lshr %s %s, splat (i8 4)", type, packed);
    return List.of(
        Nibbles.raised(text, packed, VECTOR_BYTES),
        text.value("xor %s %s, splat (i8 8)", type, high));
  }

  @Override
  public List<Halves> results(FunctionText text, List<String> carried) {
    String row =
        text.call("i64", "llvm.vector.reduce.add.v2i64", ROW_SUM + " " + carried.getLast());
    String eight = text.value("shl i32 %s, 3", text.value("trunc i64 %s to i32", row));
    String everywhere = VectorText.splat(text, "i32", eight, dot.lanes());
    List<String> sums =
        carried.subList(0, SUMS).stream()
            .map(sum -> text.value("sub %s %s, %s", dot.vector(), sum, everywhere))
            .toList();
    return List.of(new Halves(sums.get(0), sums.get(2)), new Halves(sums.get(1), sums.get(3)));
  }
}
