package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// AArch64 without extensions: `smull` makes eight 16-bit products s8 x s8 (at most 2^14), `sadalp`
/// adds neighbours to 32-bit lanes. Products with s4 weights are first added up in 16 bits. A lane
/// holds the products of two depths.
record NeonDot(LeafKind kind) implements NarrowDot {
  private static final int VECTOR_BYTES = 16;

  @Override
  public List<Integer> rowBlocks() {
    return List.of(4, 1);
  }

  @Override
  public int lanes() {
    return 4;
  }

  @Override
  public int accumulators() {
    return packed() ? 4 : 2;
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
    int first = group * lanes();
    return packed() ? List.of(first, first + kind.tile().columns() / 2) : List.of(first);
  }

  @Override
  public List<String> weights(FunctionText text, String pointer) {
    String bytes = VectorText.load(text, pointer, VECTOR_BYTES);
    List<String> vectors = packed() ? Nibbles.extended(text, bytes, VECTOR_BYTES) : List.of(bytes);
    List<String> halves = new ArrayList<>();
    for (String vector : vectors) {
      halves.add(VectorText.half(text, vector, 0));
      halves.add(VectorText.half(text, vector, 8));
    }
    return halves;
  }

  @Override
  public String activations(FunctionText text, String pointer) {
    String quads = VectorText.broadcastQuad(text, pointer, 2);
    return text.value("bitcast <2 x i32> %s to <8 x i8>", quads);
  }

  /// An s4 weight makes products of at most 2^10. The loop is written out for each step, so there
  /// is no use in filling the lanes to the brim.
  @Override
  public int narrowSteps() {
    return packed() ? 8 : 1;
  }

  @Override
  public String narrow(
      FunctionText text, Optional<String> previous, String activations, String weights) {
    String products =
        text.call(
            "<8 x i16>",
            "llvm.aarch64.neon.smull.v8i16",
            "<8 x i8> " + activations,
            "<8 x i8> " + weights);
    return previous.map(sum -> text.value("add <8 x i16> %s, %s", sum, products)).orElse(products);
  }

  @Override
  public void widen(FunctionText text, String result, String accumulator, String narrow) {
    String pairs =
        text.call(vector(), "llvm.aarch64.neon.saddlp.v4i32.v8i16", "<8 x i16> " + narrow);
    text.define(result, "add <4 x i32> %s, %s", accumulator, pairs);
  }

  @Override
  public List<String> results(FunctionText text, List<String> accumulators) {
    List<String> results = new ArrayList<>();
    for (int i = 0; i < accumulators.size(); i += 2) {
      results.add(
          VectorText.pairwiseAdd(text, accumulators.get(i), accumulators.get(i + 1), lanes()));
    }
    return results;
  }

  private boolean packed() {
    return kind.isPacked();
  }
}
