package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// Adds two quantities of different scales with one rounding (the residual add): `clamp(z +
/// floor((T(left) * leftMultiplier + T(right) * rightMultiplier + 2^(shift-1)) / 2^shift))`.
///
/// Operands are integers or codes of equal shape; multipliers s32 and shift u8 as in [Requantize].
public record RequantizeAdd(
    Value left,
    Value leftMultiplier,
    Value right,
    Value rightMultiplier,
    Value shift,
    Encoding encoding)
    implements CoreOp.Quantized {
  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType a = typing.type(left);
    TensorType b = typing.type(right);
    TypeFault.require(
        ElemType.storage(a.elem()).isPresent() && ElemType.storage(b.elem()).isPresent(),
        "requantize_add of " + a.elem() + " and " + b.elem());
    TypeFault.require(a.shape().equals(b.shape()), "operands of equal shape");
    TensorType multiplier = a.withElem(ElemType.S32);
    TypeFault.require(
        typing.type(leftMultiplier).equals(multiplier)
            && typing.type(rightMultiplier).equals(multiplier),
        "multipliers s32 of equal shape");
    TypeFault.require(
        typing.type(shift).equals(a.withElem(ElemType.U8)), "shift u8 of equal shape");
    TypeFault.require(encoding instanceof Encoding.Affine, "requantize to an affine encoding");
    return List.of(a.withElem(new ElemType.CodeType(encoding)));
  }
}
