package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Index;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Where the elements of a value lie.
///
/// @param strides elements between neighbours, per axis
/// @param offset what was added to each code before it was stored
/// @param base where the first element lies, for slices of a larger tensor
record Storage(Buffer buffer, List<Dim> strides, long offset, Index base) {
  Storage {
    strides = List.copyOf(strides);
  }

  Storage(Buffer buffer, List<Dim> strides, long offset) {
    this(buffer, strides, offset, Index.ZERO);
  }

  /// Row-major without gaps.
  static Storage dense(Buffer buffer, Shape shape) {
    return new Storage(buffer, denseStrides(shape.dims()), 0);
  }

  static List<Dim> denseStrides(List<Dim> extents) {
    List<Dim> strides = new ArrayList<>();
    Dim stride = Dim.ONE;
    for (int axis = extents.size() - 1; axis >= 0; axis--) {
      strides.add(stride);
      stride = stride.times(extents.get(axis));
    }
    Collections.reverse(strides);
    return strides;
  }

  /// The elements whose leading indices are `leading`.
  Storage slice(List<Index> leading) {
    int rest = leading.size();
    Index first = new Storage(buffer, strides.subList(0, rest), offset, base).address(leading);
    return new Storage(buffer, strides.subList(rest, strides.size()), offset, first);
  }

  /// The same dense elements as a tensor of another shape.
  Storage reshaped(Shape shape) {
    return new Storage(buffer, denseStrides(shape.dims()), offset, base);
  }

  Index address(List<Index> at) {
    Index sum = base;
    for (int axis = 0; axis < strides.size(); axis++) {
      sum = sum.plus(at.get(axis).times(strides.get(axis)));
    }
    return sum;
  }

  /// True when the elements lie row-major without gaps, so that a reshape is the same memory.
  boolean isDense(Shape shape) {
    return offset == 0 && strides.equals(denseStrides(shape.dims()));
  }
}
