package dev.halfbyte.backend.verilog.match;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import java.util.Optional;
import java.util.OptionalLong;

/// Follows one element of a value back through whatever moved it.
public final class RowTrace {
  private final Graph graph;

  /// @param program a program without symbolic dims
  public RowTrace(Program program) {
    this.graph = new Graph(program);
  }

  /// Returns the row-major number of the element of `source` that element `index` of `value` comes
  /// from, along the only operand of every op that is no constant; empty if it does not come from
  /// there.
  public OptionalLong element(Value value, Value source, long[] index) {
    if (graph.source(value).equals(source)) {
      return OptionalLong.of(flatten(value, index));
    }
    Optional<Op> op = graph.definition(value);
    return switch (op.orElse(null)) {
      case Cast cast -> element(cast.operand(), source, index);
      case Unary unary -> element(unary.operand(), source, index);
      case Binary binary ->
          element(
              graph.constant(binary.left()).isPresent() ? binary.right() : binary.left(),
              source,
              index);
      case View(Value operand, AccessMap map) -> element(operand, source, moved(map, index));
      case Reshape reshape -> {
        long[] extents = graph.type(reshape.operand()).shape().extents();
        yield element(reshape.operand(), source, unflatten(extents, flatten(value, index)));
      }
      case null -> OptionalLong.empty();
      case Op _ -> OptionalLong.empty();
    };
  }

  private static long[] moved(AccessMap map, long[] index) {
    long[] operand = new long[map.indices().size()];
    for (int axis = 0; axis < operand.length; axis++) {
      AffineIndex affine = map.indices().get(axis);
      operand[axis] = affine.constant().fixed();
      for (AffineIndex.Term term : affine.terms()) {
        operand[axis] += term.coefficient() * index[term.position()];
      }
    }
    return operand;
  }

  private long flatten(Value value, long[] index) {
    long[] extents = graph.type(value).shape().extents();
    long flat = 0;
    for (int axis = 0; axis < extents.length; axis++) {
      flat = flat * extents[axis] + index[axis];
    }
    return flat;
  }

  private static long[] unflatten(long[] extents, long flat) {
    long[] index = new long[extents.length];
    long rest = flat;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      index[axis] = rest % extents[axis];
      rest /= extents[axis];
    }
    return index;
  }
}
