package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// Sigmoid linear unit (Elfwing et al. 2018): `x / (1 + exp(-x))`, each operation rounded to
/// binary32.
public record Silu(Value operand) implements SugarOp {
  @Override
  public List<TensorType> infer(Typing typing) {
    TypeFault.require(typing.elem(operand).equals(ElemType.F32), "f32 operand");
    return List.of(typing.type(operand));
  }

  @Override
  public Value expand(ProgramBuilder builder) {
    return builder.binary(Binary.Kind.DIV, operand, Sigmoid.divisor(builder, operand));
  }
}
