package dev.halfbyte.testkit.kernel;

import dev.halfbyte.ir.Tensor;
import dev.halfbyte.testkit.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes samples to calibrate with.
final class Samples {
  private Samples() {}

  static SortedMap<String, Tensor> of(KernelBench bench) {
    SortedMap<String, Tensor> samples = new TreeMap<>();
    if (!bench.options().quantized()) {
      return samples;
    }
    Choices choices = bench.choices();
    long count = choices.below(4);
    KernelData data = new KernelData(choices, false);
    for (KernelBench.Parameter input : bench.inputs()) {
      List<Long> shape = new ArrayList<>();
      if (count > 0) {
        shape.add(count);
      }
      input.variable().shape().forEach(e -> shape.add(bench.dimensions().sampleValue(e)));
      samples.put(input.variable().name(), data.of(input, shape));
    }
    return samples;
  }
}
