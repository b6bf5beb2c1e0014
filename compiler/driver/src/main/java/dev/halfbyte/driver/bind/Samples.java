package dev.halfbyte.driver.bind;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.quant.calibrate.SampleSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Calibration samples from one file: a tensor with one axis more than its input holds one sample a
/// row; tensors of the inputs' own ranks are one sample.
public final class Samples implements SampleSource {
  private final SortedMap<String, Tensor> tensors;
  private final boolean rows;
  private final int count;

  private Samples(SortedMap<String, Tensor> tensors, boolean rows, int count) {
    this.tensors = tensors;
    this.rows = rows;
    this.count = count;
  }

  /// Picks the inputs of `program` from `given`.
  public static Samples of(Program program, Map<String, Tensor> given) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    boolean rows = false;
    long count = 1;
    for (Parameter input : program.parameters(Parameter.Kind.INPUT)) {
      Tensor tensor = given.get(input.name());
      if (tensor == null) {
        throw DimSolver.fault(
            BindCode.MISSING_TENSOR,
            "no samples for input `" + input.name() + "`",
            "the file has: " + String.join(", ", given.keySet()));
      }
      Finite.require(input.name(), tensor);
      tensors.put(input.name(), tensor);
      if (tensor.type().shape().rank() == input.type().shape().rank() + 1) {
        rows = true;
        count = tensor.type().shape().dim(0).fixed();
      }
    }
    requireOneCount(program, tensors, rows, count);
    return new Samples(tensors, rows, Math.toIntExact(count));
  }

  private static void requireOneCount(
      Program program, Map<String, Tensor> tensors, boolean rows, long count) {
    for (Parameter input : program.parameters(Parameter.Kind.INPUT)) {
      Shape shape = java.util.Objects.requireNonNull(tensors.get(input.name())).type().shape();
      int extra = shape.rank() - input.type().shape().rank();
      if (extra != (rows ? 1 : 0) || (rows && shape.dim(0).fixed() != count)) {
        throw DimSolver.fault(
            BindCode.WRONG_SHAPE,
            "`%s` has shape %s, the kernel takes %s"
                .formatted(input.name(), shape, input.type().shape()),
            rows
                ? "give every input " + count + " samples along a leading axis"
                : "give one sample, or several along one leading axis");
      }
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public SortedMap<String, Tensor> sample(int index) {
    if (!rows) {
      return tensors;
    }
    SortedMap<String, Tensor> sample = new TreeMap<>();
    tensors.forEach((name, tensor) -> sample.put(name, row(tensor, index)));
    return sample;
  }

  private static Tensor row(Tensor tensor, int index) {
    List<Dim> dims = tensor.type().shape().dims();
    Shape shape = new Shape(dims.subList(1, dims.size()));
    int bytes = Math.toIntExact(shape.count().fixed()) * tensor.type().elem().bytes();
    byte[] data = Arrays.copyOfRange(tensor.bytes(), index * bytes, (index + 1) * bytes);
    return Tensor.ofBytes(new TensorType(tensor.type().elem(), shape), data);
  }
}
