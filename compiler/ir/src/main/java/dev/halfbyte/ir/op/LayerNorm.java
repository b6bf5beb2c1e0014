package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;
import java.util.Optional;

/// Layer normalization (Ba, Kiros and Hinton 2016) along the last axis, of fixed extent C: `d = x -
/// sum(x) / C`, `((d * (1 / sqrt(sum(d * d) / C + epsilon))) * scale) + bias`.
///
/// @param scale of the operand's type, repeated along the other axes by a view
/// @param bias likewise
public record LayerNorm(Value operand, Value scale, Value bias, float epsilon) implements SugarOp {
  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = RmsNorm.rows(typing, operand, epsilon);
    TypeFault.require(
        typing.type(scale).equals(type) && typing.type(bias).equals(type),
        "scale and bias of the operand's type");
    return List.of(type);
  }

  @Override
  public Value expand(ProgramBuilder builder) {
    Rows rows = new Rows(builder, operand, Optional.empty());
    Value distance = builder.binary(Binary.Kind.SUB, operand, rows.repeat(rows.mean(operand)));
    Value normal = RmsNorm.normalize(builder, rows, distance, epsilon);
    Value scaled = builder.binary(Binary.Kind.MUL, normal, scale);
    return builder.binary(Binary.Kind.ADD, scaled, bias);
  }
}
