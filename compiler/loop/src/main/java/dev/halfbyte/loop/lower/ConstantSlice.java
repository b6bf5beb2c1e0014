package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.Index;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// Data that is known at build time, of which a repeated step reads one slice at a time: element
/// `at` of the value is `data[leading.., at..]`.
///
/// @param data all slices
/// @param leading indices over the variables of the enclosing repetitions; empty for plain data
record ConstantSlice(Tensor data, List<Index> leading) {
  ConstantSlice {
    leading = List.copyOf(leading);
  }

  /// The slice of this at further leading indices.
  ConstantSlice slice(List<Index> more) {
    List<Index> all = new ArrayList<>(leading);
    all.addAll(more);
    return new ConstantSlice(data, all);
  }

  /// How many slices there are.
  int count() {
    long count = 1;
    for (int axis = 0; axis < leading.size(); axis++) {
      count *= data.type().shape().dim(axis).fixed();
    }
    return Math.toIntExact(count);
  }

  /// The same function of every slice.
  ///
  /// @param type of a slice of the result
  ConstantSlice map(TensorType type, UnaryOperator<Tensor> function) {
    if (leading.isEmpty()) {
      return new ConstantSlice(function.apply(data), leading);
    }
    List<Tensor> slices = new ArrayList<>();
    TensorType sliceType = new TensorType(data.type().elem(), sliceShape());
    byte[] bytes = data.bytes();
    int size = count() == 0 ? 0 : bytes.length / count();
    for (int i = 0; i < count(); i++) {
      byte[] slice = Arrays.copyOfRange(bytes, i * size, (i + 1) * size);
      slices.add(function.apply(Tensor.ofBytes(sliceType, slice)));
    }
    return new ConstantSlice(stacked(type, slices), leading);
  }

  private Shape sliceShape() {
    List<Dim> dims = data.type().shape().dims();
    return new Shape(dims.subList(leading.size(), dims.size()));
  }

  private Tensor stacked(TensorType type, List<Tensor> slices) {
    List<Dim> dims = new ArrayList<>(data.type().shape().dims().subList(0, leading.size()));
    dims.addAll(type.shape().dims());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    slices.forEach(slice -> bytes.writeBytes(slice.bytes()));
    return Tensor.ofBytes(new TensorType(type.elem(), new Shape(dims)), bytes.toByteArray());
  }
}
