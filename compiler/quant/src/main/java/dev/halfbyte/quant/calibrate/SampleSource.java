package dev.halfbyte.quant.calibrate;

import dev.halfbyte.ir.Tensor;
import java.util.List;
import java.util.SortedMap;

/// Inputs to calibrate with, loaded one at a time; used by several threads at once.
public interface SampleSource {
  /// How many samples there are.
  int count();

  /// The inputs of sample `index`, by parameter name.
  SortedMap<String, Tensor> sample(int index);

  /// Samples that are in memory already.
  static SampleSource of(List<SortedMap<String, Tensor>> samples) {
    List<SortedMap<String, Tensor>> copy = List.copyOf(samples);
    return new SampleSource() {
      @Override
      public int count() {
        return copy.size();
      }

      @Override
      public SortedMap<String, Tensor> sample(int index) {
        return copy.get(index);
      }
    };
  }
}
