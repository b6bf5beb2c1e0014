package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.List;
import java.util.Optional;

/// `sdot` with weights of two bits, where there is no memory to unpack a panel once ([Spread]): a
/// vector of bytes gives sixteen columns.
record SdotTwoBitDot(LeafKind kind) implements DotProduct {
  @Override
  public List<Integer> rowBlocks() {
    return List.of(4, 1);
  }

  @Override
  public Optional<SingleRow> singleRow() {
    return kind.deep() ? Optional.empty() : Optional.of(new SdotSingleRow(kind));
  }

  @Override
  public int lanes() {
    return bytes().lanes();
  }

  @Override
  public int accumulators() {
    return TwoBits.FIELDS;
  }

  @Override
  public int groups() {
    return kind.stepBytes() / NeonBytes.VECTOR_BYTES;
  }

  @Override
  public int groupOffset(int group) {
    return group * NeonBytes.VECTOR_BYTES;
  }

  @Override
  public List<Integer> columns(int group) {
    return TwoBits.columns(kind, group * lanes());
  }

  @Override
  public List<String> weights(FunctionText text, String pointer) {
    String packed = VectorText.load(text, pointer, NeonBytes.VECTOR_BYTES);
    return TwoBits.weights(text, packed, TwoBits.Lookup.NEON);
  }

  @Override
  public String activations(FunctionText text, String pointer) {
    return bytes().activations(text, pointer);
  }

  @Override
  public int together() {
    return bytes().together();
  }

  @Override
  public List<String> activationsTogether(FunctionText text, String pointer) {
    return bytes().activationsTogether(text, pointer);
  }

  @Override
  public void accumulate(
      FunctionText text, String result, String accumulator, String activations, String weights) {
    bytes().accumulate(text, result, accumulator, activations, weights);
  }

  @Override
  public List<String> results(FunctionText text, List<String> accumulators) {
    return accumulators;
  }

  private SdotDot bytes() {
    return new SdotDot(kind.unpacked());
  }
}
