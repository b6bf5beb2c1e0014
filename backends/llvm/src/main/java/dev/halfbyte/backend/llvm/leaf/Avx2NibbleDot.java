package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.List;
import java.util.Optional;

/// AVX2 with s4 weights: `vpmaddubsw` adds two products u8 x s4 in 16 bits, where it cannot
/// saturate (`2 * 255 * 8 = 4080`); `vpmaddwd` by ones adds two such sums in 32 bits.
record Avx2NibbleDot(LeafKind kind) implements NarrowDot {
  private static final int VECTOR_BYTES = 32;

  /// Largest magnitude of two products u8 x s4.
  private static final int LARGEST_PAIR = 2 * 255 * 8;

  @Override
  public List<Integer> rowBlocks() {
    return List.of(4, 1);
  }

  @Override
  public int lanes() {
    return 8;
  }

  @Override
  public int accumulators() {
    return 2;
  }

  @Override
  public int groups() {
    return kind.tile().columns() / (2 * lanes());
  }

  @Override
  public int groupOffset(int group) {
    return group * VECTOR_BYTES;
  }

  @Override
  public List<Integer> columns(int group) {
    return List.of(group * lanes(), group * lanes() + kind.tile().columns() / 2);
  }

  @Override
  public List<String> weights(FunctionText text, String pointer) {
    String packed = VectorText.load(text, pointer, VECTOR_BYTES);
    return Nibbles.extended(text, packed, VECTOR_BYTES);
  }

  @Override
  public String activations(FunctionText text, String pointer) {
    String quads = VectorText.broadcastQuad(text, pointer, lanes());
    return text.value("bitcast <8 x i32> %s to <32 x i8>", quads);
  }

  @Override
  public int narrowSteps() {
    return Short.MAX_VALUE / LARGEST_PAIR;
  }

  @Override
  public String narrow(
      FunctionText text, Optional<String> previous, String activations, String weights) {
    String pairs =
        text.call(
            "<16 x i16>",
            "llvm.x86.avx2.pmadd.ub.sw",
            "<32 x i8> " + activations,
            "<32 x i8> " + weights);
    return previous.map(sum -> text.value("add <16 x i16> %s, %s", sum, pairs)).orElse(pairs);
  }

  @Override
  public void widen(FunctionText text, String result, String accumulator, String narrow) {
    String quads =
        text.call(
            "<8 x i32>",
            "llvm.x86.avx2.pmadd.wd",
            "<16 x i16> " + narrow,
            "<16 x i16> splat (i16 1)");
    text.define(result, "add <8 x i32> %s, %s", accumulator, quads);
  }

  @Override
  public List<String> results(FunctionText text, List<String> accumulators) {
    return accumulators;
  }
}
