package dev.halfbyte.quant.norm;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Integer ops on tensors and on one number per row of them.
///
/// @param like a value of the shape whose rows these are
record RowArithmetic(ProgramBuilder builder, Value like) {
  /// `literal`, as often and of the type as `value`.
  Value splat(long literal, Value value) {
    IntType type = (IntType) builder.elem(value);
    Tensor data = Tensor.ofInts(new TensorType(type, Shape.SCALAR), literal);
    return builder.broadcast(builder.constant("i", data), builder.type(value).shape(), List.of());
  }

  Value apply(Binary.Kind kind, Value left, Value right) {
    return builder.binary(kind, left, right);
  }

  Value apply(Binary.Kind kind, Value left, long right) {
    return apply(kind, left, splat(right, left));
  }

  Value apply(Unary.Kind kind, Value operand) {
    return builder.add(new Unary(kind, operand));
  }

  Value cast(Value value, IntType type) {
    return builder.elem(value).equals(type) ? value : builder.add(new Cast(value, type));
  }

  /// The sum of each row.
  Value sum(Value value, IntType accumulator) {
    List<Integer> last = List.of(rank() - 1);
    return builder.add(
        new Reduce(Reduce.Kind.SUM, value, Optional.empty(), last, Order.LANES16, accumulator));
  }

  /// A number of each row, at all its elements.
  Value repeat(Value ofRow) {
    List<Integer> axes = IntStream.range(0, rank() - 1).boxed().toList();
    return builder.add(new View(ofRow, AccessMap.broadcast(builder.type(like).shape(), axes)));
  }

  /// Elements of a row.
  long extent() {
    return builder.type(like).shape().dim(rank() - 1).fixed();
  }

  private int rank() {
    return builder.type(like).shape().rank();
  }
}
