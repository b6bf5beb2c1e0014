package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;
import java.util.Optional;

/// `exp(x) / sum exp(x)` along the last axis; elements whose mask is false take no part and give
/// +0.
public record Softmax(Value operand, Optional<Value> mask, Form form) implements SugarOp {
  /// How floats compute it; a numeric choice, since results differ in their last bits.
  public enum Form {
    /// `exp(x - max)` times the reciprocal of the sum.
    THREE_PASS,
    /// `exp(x) = m * 2^n` with n whole; sums of `m * 2^(n - max n)` (Dukhan and Ablavatski, "The
    /// Two-Pass Softmax Algorithm", 2020). Needs no maximum of x before its exponentials.
    TWO_PASS
  }

  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(operand);
    TypeFault.require(type.elem().equals(ElemType.F32), "f32 operand");
    TypeFault.require(type.shape().rank() > 0, "an axis to normalise");
    mask.ifPresent(m ->
        TypeFault.require(
            typing.type(m).equals(type.withElem(ElemType.BOOL)), "mask of equal shape"));
    return List.of(type);
  }

  @Override
  public Value expand(ProgramBuilder builder) {
    Rows rows = new Rows(builder, operand, mask);
    Value weights =
        switch (form) {
          case THREE_PASS -> threePass(builder, rows);
          case TWO_PASS -> twoPass(builder, rows);
        };
    Value sum = rows.sum(weights);
    Value reciprocal = builder.binary(Binary.Kind.DIV, builder.splat(1f, sum), sum);
    Value scaled = builder.binary(Binary.Kind.MUL, weights, rows.repeat(reciprocal));
    return mask.map(m -> builder.add(new Select(m, scaled, builder.splat(0f, scaled))))
        .orElse(scaled);
  }

  private Value threePass(ProgramBuilder builder, Rows rows) {
    Value distance = builder.binary(Binary.Kind.SUB, operand, rows.repeat(rows.max(operand)));
    return builder.add(new Unary(Unary.Kind.EXP, distance));
  }

  private Value twoPass(ProgramBuilder builder, Rows rows) {
    Value shift = builder.splat(0x1.8p23f, operand);
    Value octaves = builder.binary(Binary.Kind.MUL, operand, builder.splat(0x1.715476p0f, operand));
    Value shifted = builder.binary(Binary.Kind.ADD, octaves, shift);
    Value whole = builder.binary(Binary.Kind.SUB, shifted, shift);
    Value high = less(builder, operand, whole, 0x1.62e43p-1f);
    Value rest = less(builder, high, whole, -0x1.05c61p-29f);
    Value mantissa = builder.add(new Unary(Unary.Kind.EXP, rest));
    Value exponent = builder.binary(Binary.Kind.SUB, whole, rows.repeat(rows.max(whole)));
    return builder.binary(
        Binary.Kind.MUL, mantissa, builder.add(new Unary(Unary.Kind.EXP2, exponent)));
  }

  /// `x - n * part`.
  private static Value less(ProgramBuilder builder, Value x, Value n, float part) {
    Value product = builder.binary(Binary.Kind.MUL, n, builder.splat(part, n));
    return builder.binary(Binary.Kind.SUB, x, product);
  }
}
