package dev.halfbyte.ir.range;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import java.util.Map;
import java.util.Optional;

/// Integer data that is known at build time: constants, and views and reshapes of them.
final class FixedData {
  private static final long MAX_ELEMENTS = 1L << 24;

  private final Shape shape;
  private final long[] elements;

  /// @param elements stored values, row-major
  private FixedData(Shape shape, long[] elements) {
    this.shape = shape;
    this.elements = elements;
  }

  Shape shape() {
    return shape;
  }

  int count() {
    return elements.length;
  }

  /// Stored element `index`, row-major.
  long at(int index) {
    return elements[index];
  }

  /// The data behind `value`, when it is a constant seen through unpadded views of fixed extents.
  static Optional<FixedData> of(
      Value value, Map<String, Tensor> constants, Map<Value, Node> definitions) {
    Node node = definitions.get(value);
    if (node == null) {
      return Optional.empty();
    }
    if (node.op() instanceof Constant constant) {
      return Optional.ofNullable(constants.get(constant.name())).map(FixedData::of);
    }
    if (node.op() instanceof Reshape reshape && reshape.shape().isFixed()) {
      return of(reshape.operand(), constants, definitions)
          .map(data -> new FixedData(reshape.shape(), data.elements));
    }
    if (node.op() instanceof View view && readable(view.map())) {
      return of(view.operand(), constants, definitions).map(data -> data.through(view.map()));
    }
    return Optional.empty();
  }

  private static FixedData of(Tensor tensor) {
    return new FixedData(tensor.type().shape(), tensor.longs());
  }

  private static boolean readable(AccessMap map) {
    return !map.padded()
        && map.shape().isFixed()
        && map.indices().stream().allMatch(index -> index.constant().isFixed())
        && map.shape().count().fixed() <= MAX_ELEMENTS;
  }

  private FixedData through(AccessMap map) {
    long[] extents = map.shape().extents();
    long[] strides = new long[extents.length];
    long offset = 0;
    long pitch = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      AffineIndex index = map.indices().get(axis);
      offset += index.constant().fixed() * pitch;
      for (AffineIndex.Term term : index.terms()) {
        strides[term.position()] += term.coefficient() * pitch;
      }
      pitch *= shape.dim(axis).fixed();
    }
    int count = Math.toIntExact(map.shape().count().fixed());
    long[] result = new long[count];
    for (int i = 0; i < count; i++) {
      long from = offset;
      long rest = i;
      for (int axis = extents.length - 1; axis >= 0; axis--) {
        from += rest % extents[axis] * strides[axis];
        rest /= extents[axis];
      }
      result[i] = elements[Math.toIntExact(from)];
    }
    return new FixedData(map.shape(), result);
  }
}
