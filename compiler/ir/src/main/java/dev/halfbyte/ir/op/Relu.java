package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// `max(x, +0)`, by the rule of [Binary]: `x > 0 ? x : 0`, so -0 and NaN give +0.
public record Relu(Value operand) implements SugarOp {
  @Override
  public List<TensorType> infer(Typing typing) {
    TypeFault.require(typing.elem(operand).equals(ElemType.F32), "f32 operand");
    return List.of(typing.type(operand));
  }

  @Override
  public Value expand(ProgramBuilder builder) {
    return builder.binary(Binary.Kind.MAX, operand, builder.splat(0f, operand));
  }
}
