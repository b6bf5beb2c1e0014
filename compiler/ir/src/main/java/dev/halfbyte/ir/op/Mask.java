package dev.halfbyte.ir.op;

import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import java.util.List;

/// A predicate over indices: true where every condition `expression >= 0` holds.
///
/// It comes from `where` clauses; a reduction that takes it skips absent elements.
public record Mask(List<Dim> extents, List<AffineIndex> conditions) implements CoreOp.Source {
  public Mask {
    extents = List.copyOf(extents);
    conditions = List.copyOf(conditions);
    for (AffineIndex condition : conditions) {
      for (AffineIndex.Term term : condition.terms()) {
        if (term.position() < 0 || term.position() >= extents.size()) {
          throw new IllegalArgumentException("no output axis i" + term.position());
        }
      }
    }
  }

  @Override
  public List<TensorType> infer(Typing typing) {
    return List.of(new TensorType(ElemType.BOOL, new Shape(extents)));
  }
}
