package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;
import java.util.Optional;

/// Root mean square normalization (Zhang and Sennrich 2019) along the last axis, of fixed extent C:
/// `(x * (1 / sqrt(sum(x * x) / C + epsilon))) * scale`.
///
/// @param scale of the operand's type, repeated along the other axes by a view
public record RmsNorm(Value operand, Value scale, float epsilon) implements SugarOp {
  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = rows(typing, operand, epsilon);
    TypeFault.require(typing.type(scale).equals(type), "scale of the operand's type");
    return List.of(type);
  }

  @Override
  public Value expand(ProgramBuilder builder) {
    Rows rows = new Rows(builder, operand, Optional.empty());
    Value normal = normalize(builder, rows, operand, epsilon);
    return builder.binary(Binary.Kind.MUL, normal, scale);
  }

  /// The type of an operand that has rows of a known, positive length.
  static TensorType rows(Typing typing, Value operand, float epsilon) {
    TensorType type = typing.type(operand);
    TypeFault.require(type.elem().equals(ElemType.F32), "f32 operand");
    int rank = type.shape().rank();
    TypeFault.require(
        rank > 0 && type.shape().dim(rank - 1).isFixed() && type.shape().dim(rank - 1).fixed() > 0,
        "a last axis of fixed extent, not " + type);
    TypeFault.require(epsilon >= 0 && Float.isFinite(epsilon), "epsilon " + epsilon);
    return type;
  }

  /// `x * (1 / sqrt(mean(x * x) + epsilon))`.
  static Value normalize(ProgramBuilder builder, Rows rows, Value x, float epsilon) {
    Value square = rows.mean(builder.binary(Binary.Kind.MUL, x, x));
    Value guarded = builder.binary(Binary.Kind.ADD, square, builder.splat(epsilon, square));
    Value root = builder.add(new Unary(Unary.Kind.SQRT, guarded));
    Value reciprocal = builder.binary(Binary.Kind.DIV, builder.splat(1f, root), root);
    return builder.binary(Binary.Kind.MUL, x, rows.repeat(reciprocal));
  }
}
