package dev.halfbyte.ir.op;

import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// The same elements in row-major order under another shape of equal count.
public record Reshape(Value operand, Shape shape) implements CoreOp.Movement {
  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(operand);
    TypeFault.require(
        type.shape().count().equals(shape.count()),
        "reshape of " + type.shape() + " to " + shape + " changes the count");
    return List.of(new TensorType(type.elem(), shape));
  }
}
