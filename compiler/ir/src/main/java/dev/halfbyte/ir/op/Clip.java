package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// `min(max(x, lo), hi)`, both by the rule of [Binary].
public record Clip(Value operand, float lo, float hi) implements SugarOp {
  @Override
  public List<TensorType> infer(Typing typing) {
    TypeFault.require(typing.elem(operand).equals(ElemType.F32), "f32 operand");
    return List.of(typing.type(operand));
  }

  @Override
  public Value expand(ProgramBuilder builder) {
    Value atLeast = builder.binary(Binary.Kind.MAX, operand, builder.splat(lo, operand));
    return builder.binary(Binary.Kind.MIN, atLeast, builder.splat(hi, operand));
  }
}
