package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// A binary operation on elements of equal type; integers are exact, their result type is proven
/// wide enough by range analysis.
///
/// `max(a, b) = a > b ? a : b` and `min(a, b) = a < b ? a : b`, for floats too. `DIV` is for
/// floats.
public record Binary(Kind kind, Value left, Value right) implements CoreOp.Elementwise {
  /// Which operation.
  public enum Kind {
    ADD,
    SUB,
    MUL,
    DIV,
    MAX,
    MIN
  }

  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType a = typing.type(left);
    TensorType b = typing.type(right);
    TypeFault.require(a.equals(b), kind + " of " + a + " and " + b);
    boolean numeric =
        a.elem().equals(ElemType.F32) || (a.elem() instanceof ElemType.IntType && kind != Kind.DIV);
    TypeFault.require(numeric, kind + " of " + a.elem());
    return List.of(a);
  }
}
