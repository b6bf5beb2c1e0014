package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// Gaussian error linear unit (Hendrycks and Gimpel 2016, exact form): `(0.5 * x) * (1 + erf(x *
/// 0x1.6a09e6p-1))`, each operation rounded to binary32.
public record Gelu(Value operand) implements SugarOp {
  @Override
  public List<TensorType> infer(Typing typing) {
    TypeFault.require(typing.elem(operand).equals(ElemType.F32), "f32 operand");
    return List.of(typing.type(operand));
  }

  @Override
  public Value expand(ProgramBuilder builder) {
    Value scaled = builder.binary(Binary.Kind.MUL, operand, builder.splat(0x1.6a09e6p-1f, operand));
    Value erf = builder.add(new Unary(Unary.Kind.ERF, scaled));
    Value onePlus = builder.binary(Binary.Kind.ADD, builder.splat(1f, operand), erf);
    Value half = builder.binary(Binary.Kind.MUL, builder.splat(0.5f, operand), operand);
    return builder.binary(Binary.Kind.MUL, half, onePlus);
  }
}
