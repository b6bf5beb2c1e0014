package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelTensors;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.SourceFile;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/// Kernels in the language, quantized on seeded weights and samples.
final class SampleKernels {
  private SampleKernels() {}

  /// A sealed program and inputs for it.
  record Sample(SealedProgram program, SortedMap<String, Tensor> inputs) {}

  /// Compiles a kernel whose input is `x` of `rows` rows.
  ///
  /// @param weights names and extents of the weights; those that begin with `b` are biases, with
  ///   `g` gains, and so of the size of their use
  static Sample compile(
      String text, String numerics, Shape input, SortedMap<String, Shape> weights, long seed) {
    Random random = new Random(seed);
    TreeMap<String, Tensor> values = new TreeMap<>();
    weights.forEach((name, shape) -> values.put(name, weight(name, shape, random)));
    TreeMap<String, Tensor> samples = new TreeMap<>(Map.of("x", activations(input, random)));
    KernelTensors tensors = new KernelTensors(values, samples, samples);
    Compilation compilation =
        Compilation.of(
            SourceFile.of("kernel.hb", text), Optional.empty(), numerics, tensors, Map.of());
    return new Sample(
        compilation.seal().sealed(), new TreeMap<>(Map.of("x", activations(input, random))));
  }

  private static Tensor weight(String name, Shape shape, Random random) {
    long[] extents = shape.extents();
    double mean = name.startsWith("g") ? 1 : 0;
    double deviation =
        switch (name.charAt(0)) {
          case 'g', 'b' -> 0.2;
          default -> 1.5 / Math.sqrt((double) extents[extents.length - 1]);
        };
    return Tensor.generateFloats(shape, _ -> mean + deviation * random.nextGaussian());
  }

  private static Tensor activations(Shape shape, Random random) {
    long[] extents = shape.extents();
    int channels = (int) extents[extents.length - 1];
    double[] means = new double[channels];
    double[] deviations = new double[channels];
    Random statistics = new Random(1);
    for (int c = 0; c < channels; c++) {
      means[c] = 0.3 * statistics.nextGaussian();
      deviations[c] = Math.exp(0.4 * statistics.nextGaussian());
    }
    return Tensor.generateFloats(
        shape, i -> means[i % channels] + deviations[i % channels] * random.nextGaussian());
  }
}
