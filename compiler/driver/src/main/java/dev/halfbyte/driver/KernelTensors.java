package dev.halfbyte.driver;

import dev.halfbyte.ir.Tensor;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The tensors of a kernel in memory, in place of the files of its folder.
///
/// @param weights one for each weight
/// @param calibration samples to find ranges from, laid out as in a calibration file
/// @param data inputs of a run
public record KernelTensors(
    SortedMap<String, Tensor> weights,
    SortedMap<String, Tensor> calibration,
    SortedMap<String, Tensor> data) {
  public KernelTensors {
    weights = copy(weights);
    calibration = copy(calibration);
    data = copy(data);
  }

  private static SortedMap<String, Tensor> copy(Map<String, Tensor> tensors) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
  }
}
