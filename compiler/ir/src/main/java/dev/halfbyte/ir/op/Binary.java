package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// A binary operation on elements of equal type; integers are exact, their result type is proven
/// wide enough by range analysis.
///
/// `max(a, b) = a > b ? a : b` and `min(a, b) = a < b ? a : b`, for floats too.
public record Binary(Kind kind, Value left, Value right) implements CoreOp.Elementwise {
  /// Which operation.
  public enum Kind {
    ADD,
    SUB,
    MUL,
    /// f32: the IEEE quotient. Integers: its floor, the left operand proven not to be negative, the
    /// right one positive.
    DIV,
    MAX,
    MIN,
    /// Integers: `left * 2^right`, right proven to be from 0 to the bits of the type less one.
    SHL,
    /// Integers: `floor(left / 2^right)`, right as for `SHL`.
    SHR
  }

  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType a = typing.type(left);
    TensorType b = typing.type(right);
    TypeFault.require(a.equals(b), kind + " of " + a + " and " + b);
    boolean numeric =
        a.elem() instanceof ElemType.IntType
            || (a.elem().equals(ElemType.F32) && kind != Kind.SHL && kind != Kind.SHR);
    TypeFault.require(numeric, kind + " of " + a.elem());
    return List.of(a);
  }
}
