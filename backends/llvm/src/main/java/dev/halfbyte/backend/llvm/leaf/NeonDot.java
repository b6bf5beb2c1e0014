package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// AArch64 without extensions: `smull` makes eight 16-bit products s8 x s8 (at most 2^14), `sadalp`
/// adds neighbours to 32-bit lanes. Products with s4 weights are first added up in 16 bits. A lane
/// holds the products of two depths.
///
/// Blocks are as large as sums in both widths have registers; wide ones, so that a repeated
/// activation serves many columns.
///
/// @param small whether the weights are s4 or narrower, packed or not
record NeonDot(LeafKind kind, boolean small) implements NarrowDot {
  private static final int VECTOR_BYTES = 16;
  private static final int LANES = 4;

  /// What follows the name of a vector where an operand is half of it.
  private static final String LOW = ":low:";

  private static final String HIGH = ":high";

  @Override
  public List<Integer> rowBlocks() {
    if (kind.isTwoBits()) {
      return List.of(1);
    }
    return small ? List.of(4, 1) : List.of(2, 1);
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public int accumulators() {
    return 2 * columnsTogether() / LANES;
  }

  private int columnsTogether() {
    int most = kind.isPacked() ? kind.format().together() * LANES : small ? LANES : 4 * LANES;
    return Math.min(kind.tile().columns(), most);
  }

  @Override
  public int groups() {
    return kind.tile().columns() / columnsTogether();
  }

  @Override
  public int groupOffset(int group) {
    return group * kind.stepBytes() / groups();
  }

  @Override
  public List<Integer> columns(int group) {
    return kind.isPacked()
        ? NeonBytes.columns(kind, group * LANES)
        : IntStream.iterate(0, c -> c < columnsTogether(), c -> c + LANES)
            .mapToObj(c -> group * columnsTogether() + c)
            .toList();
  }

  @Override
  public List<String> weights(FunctionText text, String pointer) {
    List<String> vectors = new ArrayList<>();
    for (int at = 0; at < kind.stepBytes() / groups(); at += VECTOR_BYTES) {
      String address = VectorText.advance(text, pointer, at);
      String bytes = VectorText.load(text, address, VECTOR_BYTES);
      vectors.addAll(NeonBytes.weights(text, kind, bytes));
    }
    return vectors.stream().flatMap(v -> Stream.of(v + LOW, v + HIGH)).toList();
  }

  @Override
  public String activations(FunctionText text, String pointer) {
    String quads = VectorText.broadcastQuad(text, pointer, LANES);
    return text.value("bitcast <4 x i32> %s to <16 x i8>", quads);
  }

  @Override
  public int together() {
    return VECTOR_BYTES / kind.tile().depth();
  }

  @Override
  public List<String> activationsTogether(FunctionText text, String pointer) {
    String bytes = VectorText.load(text, pointer, VECTOR_BYTES);
    return IntStream.range(0, together())
        .mapToObj(quad -> SdotDot.repeated(text, bytes, quad))
        .toList();
  }

  /// An s4 weight makes products of at most 2^10. The loop is written out for each step, so there
  /// is no use in filling the lanes to the brim.
  @Override
  public int narrowSteps() {
    return small ? together() : 1;
  }

  /// Takes the same half of both, so that one repetition of activations serves `smull` and
  /// `smull2`.
  @Override
  public String narrow(
      FunctionText text, Optional<String> previous, String activations, String weights) {
    int first = weights.endsWith(LOW) ? 0 : VECTOR_BYTES / 2;
    String vector = weights.substring(0, weights.length() - LOW.length());
    String products =
        text.call(
            "<8 x i16>",
            "llvm.aarch64.neon.smull.v8i16",
            "<8 x i8> " + VectorText.half(text, activations, first),
            "<8 x i8> " + VectorText.half(text, vector, first));
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
}
