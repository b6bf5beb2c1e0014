package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// A unary function of each f32 element; `NEG` and `ABS` of integers too.
///
/// Formulas, coefficients and special values: numerics.md, section Float functions.
public record Unary(Kind kind, Value operand) implements CoreOp.Elementwise {
  /// Which function.
  public enum Kind {
    NEG,
    ABS,
    SQRT,
    EXP,
    LOG,
    ERF,
    TANH
  }

  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(operand);
    boolean exact = kind == Kind.NEG || kind == Kind.ABS;
    TypeFault.require(
        type.elem().equals(ElemType.F32) || (exact && type.elem() instanceof ElemType.IntType),
        kind + " of " + type.elem());
    return List.of(type);
  }
}
