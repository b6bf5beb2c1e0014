package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// Integers or codes to codes of an affine encoding, half up, exact in 64 bits: `clamp(z +
/// floor((T(q)
/// * multiplier + 2^(shift-1)) / 2^shift))`.
///
/// @param multiplier s32, non-negative, same shape as the operand; 16 bits for outputs of at most 8
///   bits, else 31
/// @param shift u8, 1 to 62, same shape
public record Requantize(Value operand, Value multiplier, Value shift, Encoding encoding)
    implements CoreOp.Quantized {
  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(operand);
    TypeFault.require(ElemType.storage(type.elem()).isPresent(), "requantize of " + type.elem());
    TypeFault.require(
        typing.type(multiplier).equals(type.withElem(ElemType.S32)),
        "multiplier s32 of equal shape");
    TypeFault.require(
        typing.type(shift).equals(type.withElem(ElemType.U8)), "shift u8 of equal shape");
    TypeFault.require(encoding instanceof Encoding.Affine, "requantize to an affine encoding");
    return List.of(type.withElem(new ElemType.CodeType(encoding)));
  }
}
