package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.List;

/// AVX2 with s8 weights: both sides widened to 16 bits, then `vpmaddwd`.
///
/// `vpmaddubsw` would saturate (`2 * 255 * 127 > 32767`). A lane holds the products of two depths,
/// so neighbours are added at the end.
record Avx2ByteDot(LeafKind kind) implements DotProduct {
  private static final int GROUP_BYTES = 32;

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
    return kind.tile().columns() / lanes();
  }

  @Override
  public int groupOffset(int group) {
    return group * GROUP_BYTES;
  }

  @Override
  public List<Integer> columns(int group) {
    return List.of(group * lanes());
  }

  @Override
  public List<String> weights(FunctionText text, String pointer) {
    String next = VectorText.advance(text, pointer, GROUP_BYTES / 2);
    return List.of(widened(text, pointer), widened(text, next));
  }

  private static String widened(FunctionText text, String pointer) {
    String bytes = VectorText.load(text, pointer, GROUP_BYTES / 2);
    return text.value("sext <16 x i8> %s to <16 x i16>", bytes);
  }

  @Override
  public String activations(FunctionText text, String pointer) {
    String bytes = VectorText.load(text, pointer, 4);
    String wide = text.value("zext <4 x i8> %s to <4 x i16>", bytes);
    String quad = text.value("bitcast <4 x i16> %s to i64", wide);
    String quads = VectorText.splat(text, "i64", quad, 4);
    return text.value("bitcast <4 x i64> %s to <16 x i16>", quads);
  }

  @Override
  public void accumulate(
      FunctionText text, String result, String accumulator, String activations, String weights) {
    String pairs =
        text.call(
            "<8 x i32>",
            "llvm.x86.avx2.pmadd.wd",
            "<16 x i16> " + activations,
            "<16 x i16> " + weights);
    text.define(result, "add <8 x i32> %s, %s", accumulator, pairs);
  }

  @Override
  public List<String> results(FunctionText text, List<String> accumulators) {
    return List.of(VectorText.pairwiseAdd(text, accumulators.get(0), accumulators.get(1), lanes()));
  }
}
