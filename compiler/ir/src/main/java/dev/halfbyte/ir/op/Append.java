package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// Writes `value` into linear state at row `length` of its leading axis and yields the new state.
///
/// The state operand is consumed: no later node may use it, so backends write in place.
public record Append(Value state, Value value, Value length) implements CoreOp.Structured {
  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(state);
    TensorType rows = typing.type(value);
    int rank = type.shape().rank();
    TypeFault.require(
        rank > 0
            && type.elem().equals(rows.elem())
            && rows.shape().rank() == rank
            && rows.shape().dims().subList(1, rank).equals(type.shape().dims().subList(1, rank)),
        "rows of " + rows + " appended to " + type);
    TypeFault.require(
        typing.type(length).equals(new TensorType(ElemType.S32, Shape.SCALAR)), "length s32[]");
    return List.of(type);
  }
}
