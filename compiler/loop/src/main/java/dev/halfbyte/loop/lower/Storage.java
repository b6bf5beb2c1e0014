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
record Storage(Buffer buffer, List<Dim> strides, long offset) {
  Storage {
    strides = List.copyOf(strides);
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

  Index address(List<Index> at) {
    Index sum = Index.ZERO;
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
