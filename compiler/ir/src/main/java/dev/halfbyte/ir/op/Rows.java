package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Float reductions along the last axis of one shape, for expansions.
///
/// @param like a value of the shape
/// @param mask elements that take part; absent: all
record Rows(ProgramBuilder builder, Value like, Optional<Value> mask) {
  Value max(Value value) {
    return reduce(Reduce.Kind.MAX, value, Order.LANES16);
  }

  /// In blocks, so that long rows stay accurate.
  Value sum(Value value) {
    return reduce(Reduce.Kind.SUM, value, Order.BLOCKS16);
  }

  /// `sum(value) / extent`.
  Value mean(Value value) {
    Value sum = sum(value);
    return builder.binary(Binary.Kind.DIV, sum, builder.splat(extent(), sum));
  }

  /// A value of each row, at all its elements.
  Value repeat(Value ofRow) {
    List<Integer> axes = IntStream.range(0, shape().rank() - 1).boxed().toList();
    return builder.broadcast(ofRow, shape(), axes);
  }

  private Value reduce(Reduce.Kind kind, Value value, Order order) {
    List<Integer> last = List.of(shape().rank() - 1);
    return builder.add(new Reduce(kind, value, mask, last, order, ElemType.F32));
  }

  private float extent() {
    return shape().dim(shape().rank() - 1).fixed();
  }

  private Shape shape() {
    return builder.type(like).shape();
  }
}
