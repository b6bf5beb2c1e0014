package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.List;
import java.util.Optional;

/// AVX-512 VNNI with weights of two bits: 64 bytes are 64 columns of a step, so that blocks of six
/// rows by four vectors fill the registers.
record VnniTwoBitDot(LeafKind kind) implements DotProduct {
  static final int VECTOR_BYTES = 64;

  private static final int LANES = 16;

  @Override
  public List<Integer> rowBlocks() {
    return List.of(6, 2, 1);
  }

  @Override
  public Optional<SingleRow> singleRow() {
    return kind.deep() ? Optional.empty() : Optional.of(new VnniTwoBitRow(kind));
  }

  @Override
  public int chains(int rows) {
    return rows < 3 ? 2 : 1;
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
    return TwoBits.weights(text, packed, TwoBits.Lookup.AVX512).stream()
        .map(bytes -> text.value("bitcast <64 x i8> %s to <16 x i32>", bytes))
        .toList();
  }

  @Override
  public String activations(FunctionText text, String pointer) {
    return VectorText.broadcastQuad(text, pointer, LANES);
  }

  @Override
  public void accumulate(
      FunctionText text, String result, String accumulator, String activations, String weights) {
    dot(text, result, accumulator, activations, weights);
  }

  /// Adds four products u8 x s8 to each lane; all operands are vectors of i32.
  static void dot(FunctionText text, String result, String sum, String left, String right) {
    String type = "<16 x i32> ";
    text.callInto(
        result,
        "<16 x i32>",
        "llvm.x86.avx512.vpdpbusd.512",
        type + sum,
        type + left,
        type + right);
  }

  @Override
  public List<String> results(FunctionText text, List<String> accumulators) {
    return accumulators;
  }
}
