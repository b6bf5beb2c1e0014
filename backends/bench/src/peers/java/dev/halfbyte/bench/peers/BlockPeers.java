package dev.halfbyte.bench.peers;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.bench.Scratch;
import dev.halfbyte.bench.VitBlock;
import dev.halfbyte.bench.cpu.Decibels;
import dev.halfbyte.bench.cpu.NativeBlock;
import dev.halfbyte.bench.cpu.NativeCode;
import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.driver.tensor.TensorLimits;
import dev.halfbyte.ir.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Whole transformer blocks of 197 tokens beside ONNX Runtime, in floats and in int8.
final class BlockPeers {
  private static final double OVER_FLOATS = 8;
  private static final double OVER_INTEGERS = 3;

  /// Decibels that only a wrong model falls below.
  private static final double LEAST_FLOATS = 80;

  private static final double LEAST_INTEGERS = 10;

  private BlockPeers() {}

  static List<Figure> measure(Path root, IsaVariant variant) {
    List<Figure> figures = new ArrayList<>();
    for (VitBlock block : VitBlock.values()) {
      figures.addAll(
          Scratch.folder(folder -> {
            block.write(root, folder);
            return measure(root, block, folder, variant);
          }));
    }
    return figures;
  }

  private static List<Figure> measure(Path root, VitBlock block, Path folder, IsaVariant variant) {
    Map<String, Tensor> weights = read(folder, "weights.safetensors");
    float[] input = read(folder, "data.npz").values().iterator().next().floats();
    List<CodeRange> ranges = ranges(block, weights, read(folder, "calibration.npz"));
    double[] expected = expected(root, block, folder, variant, input);
    String name = "block of DeiT-" + block;
    try (NativeCode own = NativeBlock.of(root, block, folder, "w4a8", variant, input);
        OnnxSession floats = session(block, weights, new BlockModel.Products.Floats(false), input);
        OnnxSession integers =
            session(block, weights, new BlockModel.Products.Integers(ranges), input)) {
      floats.run();
      integers.run();
      return List.of(
          ProductPeers.ratio("block", name + ", w4a8 over ORT f32", own, floats)
              .atLeast(OVER_FLOATS),
          ProductPeers.ratio("block", name + ", w4a8 over ORT int8 QDQ", own, integers)
              .atLeast(OVER_INTEGERS),
          noise(name + ", w4a8", expected, own.floats(0), LEAST_INTEGERS),
          noise(name + ", ORT int8 QDQ", expected, integers.result(), LEAST_INTEGERS),
          noise(name + ", ORT f32", expected, floats.result(), LEAST_FLOATS));
    }
  }

  /// Signal to noise, beside the block in f32 as generated code.
  private static Figure noise(String name, double[] expected, float[] results, double least) {
    double decibels = Decibels.of(expected, results);
    if (!(decibels >= least)) {
      throw new Mismatch(name, "at least " + least + " dB", decibels);
    }
    return Figure.of("block", name + ": signal to noise", decibels, "dB");
  }

  private static double[] expected(
      Path root, VitBlock block, Path folder, IsaVariant variant, float[] input) {
    try (NativeCode floats = NativeBlock.of(root, block, folder, "f32", variant, input)) {
      float[] values = floats.floats(0);
      double[] wide = new double[values.length];
      Arrays.setAll(wide, i -> values[i]);
      return wide;
    }
  }

  /// What the values at quantizers reach on the samples that ranges of the own block come from.
  private static List<CodeRange> ranges(
      VitBlock block, Map<String, Tensor> weights, Map<String, Tensor> calibration) {
    float[] samples = calibration.values().iterator().next().floats();
    int length = VitBlock.TOKENS * block.width();
    List<CodeRange> ranges = new ArrayList<>();
    for (int begin = 0; begin < samples.length; begin += length) {
      float[] sample = Arrays.copyOfRange(samples, begin, begin + length);
      try (OnnxSession session =
          session(block, weights, new BlockModel.Products.Floats(true), sample)) {
        List<CodeRange> seen = session.observed().stream().map(CodeRange::of).toList();
        for (int i = 0; i < seen.size(); i++) {
          if (begin == 0) {
            ranges.add(seen.get(i));
          } else {
            ranges.set(i, ranges.get(i).and(seen.get(i)));
          }
        }
      }
    }
    return ranges;
  }

  private static OnnxSession session(
      VitBlock block, Map<String, Tensor> weights, BlockModel.Products products, float[] input) {
    byte[] model = BlockModel.of(block, weights, products);
    return OnnxSession.of(model, List.of(input), VitBlock.TOKENS, block.width(), block.macs());
  }

  private static Map<String, Tensor> read(Path folder, String file) {
    return TensorFiles.read(folder.resolve(file), TensorLimits.DEFAULT);
  }
}
