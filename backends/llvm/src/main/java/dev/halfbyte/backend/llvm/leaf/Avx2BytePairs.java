package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.Collections;
import java.util.List;

/// Pairs of weights of a byte each with `vpmaddwd`, as in [Avx2ByteDot].
record Avx2BytePairs(Avx2ByteDot dot) implements PairDot {
  private static final int VECTOR_BYTES = 32;
  private static final int SUMS = 4;

  @Override
  public int vectorBytes() {
    return VECTOR_BYTES;
  }

  @Override
  public List<CountedLoop.Carried> start() {
    return Collections.nCopies(SUMS, new CountedLoop.Carried(dot.vector(), "zeroinitializer"));
  }

  @Override
  public void write(
      FunctionText text,
      List<String> pairs,
      String activations,
      List<String> now,
      List<String> next) {
    List<String> sums = now;
    for (int q = 0; q < PAIRS / 2; q++) {
      boolean last = q == PAIRS / 2 - 1;
      List<String> after = last ? next : sums.stream().map(_ -> text.uniqueName("sum")).toList();
      Halves halves =
          PairDot.interleaved(text, pairs.get(2 * q), pairs.get(2 * q + 1), VECTOR_BYTES);
      String quad = VectorText.advance(text, activations, (long) Integer.BYTES * q);
      String repeated = dot.activations(text, quad);
      for (int i = 0; i < SUMS; i++) {
        String bytes = i < 2 ? halves.lower() : halves.upper();
        String half = VectorText.half(text, bytes, VECTOR_BYTES, i % 2 * VECTOR_BYTES / 2);
        String wide = text.value("sext <16 x i8> %s to <16 x i16>", half);
        dot.accumulate(text, after.get(i), sums.get(i), repeated, wide);
      }
      sums = after;
    }
  }

  @Override
  public List<Halves> results(FunctionText text, List<String> carried) {
    return List.of(
        new Halves(
            VectorText.pairwiseAdd(text, carried.get(0), carried.get(1), dot.lanes()),
            VectorText.pairwiseAdd(text, carried.get(2), carried.get(3), dot.lanes())));
  }
}
