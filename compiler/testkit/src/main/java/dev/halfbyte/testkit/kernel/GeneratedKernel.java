package dev.halfbyte.testkit.kernel;

import dev.halfbyte.ir.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A generated file with tensors that one of its kernels is defined for.
///
/// @param source the text of the file
/// @param kernel which of its kernels is meant
/// @param numerics a block of the file or a built-in name
/// @param dims values of all dimensions that have no equation
/// @param calibration samples, with one axis more where there are several
/// @param record the choices it was made of, for replay and shrinking
public record GeneratedKernel(
    String source,
    String kernel,
    String numerics,
    SortedMap<String, Long> dims,
    SortedMap<String, Tensor> weights,
    SortedMap<String, Tensor> inputs,
    SortedMap<String, Tensor> calibration,
    List<Integer> record) {
  public GeneratedKernel {
    dims = Collections.unmodifiableSortedMap(new TreeMap<>(dims));
    weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    calibration = Collections.unmodifiableSortedMap(new TreeMap<>(calibration));
    record = List.copyOf(record);
  }

  /// Text, dims and tensors in words, for a failure message.
  public String describe() {
    StringBuilder out = new StringBuilder(source);
    out.append("kernel ").append(kernel).append(", numerics ").append(numerics);
    out.append(", dims ").append(dims).append('\n');
    weights.forEach((name, tensor) -> out.append(name).append(" = ").append(tensor).append('\n'));
    inputs.forEach((name, tensor) -> out.append(name).append(" = ").append(tensor).append('\n'));
    return out.append("record ").append(record).append('\n').toString();
  }
}
