package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Pairs of packed weights with `vpmaddubsw`; the products of eight pairs fit 16 bits.
record Avx2NibblePairs(Avx2NibbleDot dot) implements PairDot {
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
    List<Optional<String>> narrow =
        new ArrayList<>(Collections.nCopies(SUMS, Optional.<String>empty()));
    for (int q = 0; q < PAIRS / 2; q++) {
      Halves halves =
          PairDot.interleaved(text, pairs.get(2 * q), pairs.get(2 * q + 1), VECTOR_BYTES);
      String quad = VectorText.advance(text, activations, (long) Integer.BYTES * q);
      String repeated = dot.activations(text, quad);
      int at = 0;
      for (String packed : List.of(halves.lower(), halves.upper())) {
        for (String weights : Nibbles.extended(text, packed, VECTOR_BYTES)) {
          narrow.set(at, Optional.of(dot.narrow(text, narrow.get(at), repeated, weights)));
          at++;
        }
      }
    }
    for (int i = 0; i < SUMS; i++) {
      dot.widen(text, next.get(i), now.get(i), narrow.get(i).orElseThrow());
    }
  }

  @Override
  public List<Halves> results(FunctionText text, List<String> carried) {
    return List.of(
        new Halves(carried.get(0), carried.get(2)), new Halves(carried.get(1), carried.get(3)));
  }
}
