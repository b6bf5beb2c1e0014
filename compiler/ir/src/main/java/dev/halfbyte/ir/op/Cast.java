package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// Between integer types (the value must fit, by range analysis), from codes to the integers `T(q)`
/// that they stand for, and from integers to f32 (rounded to nearest even).
public record Cast(Value operand, ElemType elem) implements CoreOp.Elementwise {
  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(operand);
    boolean legal =
        elem instanceof ElemType.IntType
            ? ElemType.storage(type.elem()).isPresent()
            : elem.equals(ElemType.F32) && type.elem() instanceof ElemType.IntType;
    TypeFault.require(legal, "cast of " + type.elem() + " to " + elem);
    return List.of(type.withElem(elem));
  }
}
