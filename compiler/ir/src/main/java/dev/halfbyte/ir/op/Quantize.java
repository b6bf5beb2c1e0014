package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// f32 to codes of an affine encoding, ties to even: `t = x * inverse_scale` clamped to `[lo - z,
/// hi - z]`, rounded, plus `z`. NaN gives `lo`.
///
/// @param inverseScale f32, same shape as the operand (broadcast by a view)
public record Quantize(Value operand, Value inverseScale, Encoding encoding)
    implements CoreOp.Quantized {
  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(operand);
    TypeFault.require(type.elem().equals(ElemType.F32), "quantize of " + type.elem());
    TypeFault.require(typing.type(inverseScale).equals(type), "inverse scale of equal type");
    TypeFault.require(encoding instanceof Encoding.Affine, "quantize to an affine encoding");
    return List.of(type.withElem(new ElemType.CodeType(encoding)));
  }
}
