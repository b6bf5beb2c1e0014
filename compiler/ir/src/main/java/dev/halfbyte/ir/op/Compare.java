package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// A predicate on two elements of equal type; every comparison with NaN but `NE` is false.
public record Compare(Kind kind, Value left, Value right) implements CoreOp.Elementwise {
  /// Which comparison.
  public enum Kind {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE
  }

  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType a = typing.type(left);
    TypeFault.require(a.equals(typing.type(right)), "compare needs equal types");
    return List.of(a.withElem(ElemType.BOOL));
  }
}
