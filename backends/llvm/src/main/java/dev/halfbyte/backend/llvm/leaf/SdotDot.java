package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// AArch64 with the dot product extension: `sdot` adds four products s8 x s8 to each 32-bit lane.
///
/// Eight rows by eight columns: a load brings the activations of sixteen depths of a row, of which
/// `sdot` takes four by their number, so that nothing but `sdot` uses the vector units.
record SdotDot(LeafKind kind) implements DotProduct {
  static final int VECTOR_BYTES = 16;
  static final String SUM = "<4 x i32>";
  private static final int LANES = 4;

  @Override
  public List<Integer> rowBlocks() {
    return List.of(8, 4, 1);
  }

  @Override
  public Optional<SingleRow> singleRow() {
    return kind.deep() ? Optional.empty() : Optional.of(new SdotSingleRow(kind));
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public int accumulators() {
    return 2;
  }

  @Override
  public int groups() {
    return kind.tile().columns() / (2 * LANES);
  }

  @Override
  public int groupOffset(int group) {
    return group * (kind.isPacked() ? VECTOR_BYTES : 2 * VECTOR_BYTES);
  }

  @Override
  public List<Integer> columns(int group) {
    return kind.isPacked()
        ? List.of(group * LANES, group * LANES + kind.tile().columns() / 2)
        : List.of(2 * group * LANES, (2 * group + 1) * LANES);
  }

  @Override
  public List<String> weights(FunctionText text, String pointer) {
    String first = VectorText.load(text, pointer, VECTOR_BYTES);
    if (!kind.isPacked()) {
      String next = VectorText.advance(text, pointer, VECTOR_BYTES);
      return List.of(first, VectorText.load(text, next, VECTOR_BYTES));
    }
    return kind.deep()
        ? Nibbles.shifted(text, first, VECTOR_BYTES)
        : Nibbles.scaled(text, first, VECTOR_BYTES);
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
    return IntStream.range(0, LANES).mapToObj(quad -> repeated(text, bytes, quad)).toList();
  }

  /// Four of sixteen bytes in all lanes: an operand that `sdot` takes without an instruction.
  static String repeated(FunctionText text, String bytes, int quad) {
    String quads = text.value("bitcast <16 x i8> %s to <4 x i32>", bytes);
    String mask = String.join(", ", Collections.nCopies(LANES, "i32 " + quad));
    String same =
        text.value("shufflevector <4 x i32> %s, <4 x i32> poison, <4 x i32> <%s>", quads, mask);
    return text.value("bitcast <4 x i32> %s to <16 x i8>", same);
  }

  @Override
  public void accumulate(
      FunctionText text, String result, String accumulator, String activations, String weights) {
    sdot(text, result, accumulator, weights, activations);
  }

  /// Defines `result` as `sum` plus products; a repeated operand comes second.
  static void sdot(FunctionText text, String result, String sum, String left, String right) {
    text.callInto(
        result,
        SUM,
        "llvm.aarch64.neon.sdot.v4i32.v16i8",
        SUM + " " + sum,
        "<16 x i8> " + left,
        "<16 x i8> " + right);
  }

  @Override
  public List<String> results(FunctionText text, List<String> accumulators) {
    return kind.isPacked() && !kind.deep()
        ? accumulators.stream().map(a -> Nibbles.unscale(text, vector(), a)).toList()
        : accumulators;
  }
}
