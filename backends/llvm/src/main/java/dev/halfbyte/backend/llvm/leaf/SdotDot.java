package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// AArch64 with the dot product extension: `sdot` adds four products s8 x s8 to each 32-bit lane.
record SdotDot(LeafKind kind) implements DotProduct {
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
    return kind.tile().columns() / lanes();
  }

  @Override
  public int groups() {
    return 1;
  }

  @Override
  public int groupOffset(int group) {
    return 0;
  }

  @Override
  public List<Integer> columns(int group) {
    return IntStream.range(0, accumulators()).mapToObj(i -> i * lanes()).toList();
  }

  @Override
  public List<String> weights(FunctionText text, String pointer) {
    List<String> low = new ArrayList<>();
    List<String> high = new ArrayList<>();
    for (int offset = 0; offset < kind.stepBytes(); offset += VECTOR_BYTES) {
      String address = VectorText.advance(text, pointer, offset);
      String bytes = VectorText.load(text, address, VECTOR_BYTES);
      if (kind.isPacked()) {
        List<String> halves = unpacked(text, bytes);
        low.add(halves.get(0));
        high.add(halves.get(1));
      } else {
        low.add(bytes);
      }
    }
    low.addAll(high);
    return low;
  }

  private List<String> unpacked(FunctionText text, String bytes) {
    return kind.deep()
        ? Nibbles.extended(text, bytes, VECTOR_BYTES)
        : Nibbles.scaled(text, bytes, VECTOR_BYTES);
  }

  @Override
  public String activations(FunctionText text, String pointer) {
    String quads = VectorText.broadcastQuad(text, pointer, lanes());
    return text.value("bitcast <4 x i32> %s to <16 x i8>", quads);
  }

  @Override
  public void accumulate(
      FunctionText text, String result, String accumulator, String activations, String weights) {
    text.callInto(
        result,
        vector(),
        "llvm.aarch64.neon.sdot.v4i32.v16i8",
        vector() + " " + accumulator,
        "<16 x i8> " + activations,
        "<16 x i8> " + weights);
  }

  @Override
  public List<String> results(FunctionText text, List<String> accumulators) {
    return kind.isPacked() && !kind.deep()
        ? accumulators.stream().map(a -> Nibbles.unscale(text, vector(), a)).toList()
        : accumulators;
  }
}
