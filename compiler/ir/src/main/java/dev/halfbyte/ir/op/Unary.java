package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// A unary function of each element, f32 or integer as the kind says.
///
/// Formulas, coefficients and special values: numerics.md, section Float functions.
public record Unary(Kind kind, Value operand) implements CoreOp.Elementwise {
  /// Which function.
  public enum Kind {
    /// f32, integers.
    NEG,
    /// f32, integers.
    ABS,
    /// f32: the IEEE square root. Integers, proven not to be negative: its floor.
    SQRT,
    /// f32.
    EXP,
    /// f32: `2^x`, exact where x is a whole number from -126 to 127.
    EXP2,
    /// f32.
    LOG,
    /// f32.
    ERF,
    /// f32.
    TANH,
    /// Integers: the position of the highest set bit, `floor(log2 x)`; 0 for `x < 1`.
    LEADING_ONE,
    /// Signed integers of b bits: `x << (b - 2 - leading_one(x))`, so that the highest bit below
    /// the sign is set; 0 for `x < 1`.
    NORMALIZE;

    /// Whether there is such a function of elements of `type`.
    boolean takes(ElemType type) {
      boolean floats = type.equals(ElemType.F32);
      return switch (this) {
        case NEG, ABS, SQRT -> floats || type instanceof ElemType.IntType;
        case EXP, EXP2, LOG, ERF, TANH -> floats;
        case LEADING_ONE -> type instanceof ElemType.IntType;
        case NORMALIZE ->
            type instanceof ElemType.IntType integer && integer.signed() && integer.bits() >= 2;
      };
    }
  }

  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(operand);
    TypeFault.require(kind.takes(type.elem()), kind + " of " + type.elem());
    return List.of(type);
  }
}
