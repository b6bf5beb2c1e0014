package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// Codes or integers to f32: `(float) T(q) * scale`, both roundings to nearest even.
///
/// @param scale f32, same shape as the operand (broadcast by a view)
public record Dequantize(Value operand, Value scale) implements CoreOp.Quantized {
  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(operand);
    TypeFault.require(ElemType.storage(type.elem()).isPresent(), "dequantize of " + type.elem());
    TypeFault.require(
        typing.type(scale).equals(type.withElem(ElemType.F32)), "scale of equal shape");
    return List.of(type.withElem(ElemType.F32));
  }
}
