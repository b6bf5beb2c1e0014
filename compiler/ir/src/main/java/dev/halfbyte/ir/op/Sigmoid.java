package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// Logistic function: `1 / (1 + exp(-x))`, each operation rounded to binary32.
public record Sigmoid(Value operand) implements SugarOp {
  @Override
  public List<TensorType> infer(Typing typing) {
    TypeFault.require(typing.elem(operand).equals(ElemType.F32), "f32 operand");
    return List.of(typing.type(operand));
  }

  @Override
  public Value expand(ProgramBuilder builder) {
    return builder.binary(Binary.Kind.DIV, builder.splat(1f, operand), divisor(builder, operand));
  }

  /// `1 + exp(-x)`.
  static Value divisor(ProgramBuilder builder, Value x) {
    Value decay = builder.add(new Unary(Unary.Kind.EXP, builder.add(new Unary(Unary.Kind.NEG, x))));
    return builder.binary(Binary.Kind.ADD, builder.splat(1f, x), decay);
  }
}
