package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.List;
import java.util.Optional;

/// AVX2 with weights of two bits, by the instructions of [Avx2NibbleDot]: two products are at most
/// `2 * 255 * 2` in 16 bits.
record Avx2TwoBitDot(LeafKind kind) implements NarrowDot {
  private static final int VECTOR_BYTES = 32;
  private static final int LANES = 8;

  /// Far from overflow, which is beyond 32 steps; the loop is written out for each.
  private static final int STEPS = 16;

  @Override
  public List<Integer> rowBlocks() {
    return List.of(2, 1);
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public int accumulators() {
    return TwoBits.FIELDS;
  }

  @Override
  public int groups() {
    return kind.stepBytes() / VECTOR_BYTES;
  }

  @Override
  public int groupOffset(int group) {
    return group * VECTOR_BYTES;
  }

  @Override
  public List<Integer> columns(int group) {
    return TwoBits.columns(kind, group * LANES);
  }

  @Override
  public List<String> weights(FunctionText text, String pointer) {
    String packed = VectorText.load(text, pointer, VECTOR_BYTES);
    return TwoBits.weights(text, packed, TwoBits.Lookup.AVX2);
  }

  @Override
  public String activations(FunctionText text, String pointer) {
    return nibbles().activations(text, pointer);
  }

  @Override
  public int narrowSteps() {
    return STEPS;
  }

  @Override
  public String narrow(
      FunctionText text, Optional<String> previous, String activations, String weights) {
    return nibbles().narrow(text, previous, activations, weights);
  }

  @Override
  public void widen(FunctionText text, String result, String accumulator, String narrow) {
    nibbles().widen(text, result, accumulator, narrow);
  }

  @Override
  public List<String> results(FunctionText text, List<String> accumulators) {
    return accumulators;
  }

  private Avx2NibbleDot nibbles() {
    return new Avx2NibbleDot(kind);
  }
}
