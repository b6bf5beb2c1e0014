package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// Between integer types (the value must fit, by range analysis) and from integers to f32 (rounded
/// to nearest even).
public record Cast(Value operand, ElemType elem) implements CoreOp.Elementwise {
  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(operand);
    boolean legal =
        type.elem() instanceof ElemType.IntType
            && (elem instanceof ElemType.IntType || elem.equals(ElemType.F32));
    TypeFault.require(legal, "cast of " + type.elem() + " to " + elem);
    return List.of(type.withElem(elem));
  }
}
