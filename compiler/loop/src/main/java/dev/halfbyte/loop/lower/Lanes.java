package dev.halfbyte.loop.lower;

import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// Accumulators side by side in scratch.
final class Lanes {
  private Lanes() {}

  static Expression read(Buffer lanes, Index lane) {
    return Expressions.load(lanes, lane);
  }

  static void write(Body body, Buffer lanes, Index lane, Expression value) {
    body.add(new Statement.Store(lanes, Address.of(lane), value));
  }

  /// The lane of element number `linear` of a reduction in lanes.
  static Address modulo(Index linear, int count) {
    Expression number = new Expression.Convert(RegisterType.I32, new Expression.IndexValue(linear));
    Expression lane =
        new Expression.Binary(Expression.BinaryKind.AND, number, Expressions.i32(count - 1));
    return new Address(Index.ZERO, Optional.of(lane));
  }

  static void fill(Body body, Buffer lanes, Bound count, Expression value) {
    Nest.loop(body, "l", count, 1, true, (inner, lane) -> write(inner, lanes, lane, value));
  }

  /// Joins `lanes` by the fixed tree: lane `l` with lane `l + n/2`, then halves again.
  static Expression join(Body body, Buffer lanes, BinaryOperator<Expression> combine) {
    int count = Math.toIntExact(lanes.size().fixed());
    List<Expression> values = new ArrayList<>();
    for (int lane = 0; lane < count; lane++) {
      values.add(body.name("lane", read(lanes, Index.of(lane))));
    }
    for (int half = count / 2; half >= 1; half /= 2) {
      List<Expression> joined = new ArrayList<>();
      for (int lane = 0; lane < half; lane++) {
        Expression sum = combine.apply(values.get(lane), values.get(lane + half));
        joined.add(body.name("lane", sum));
      }
      values = joined;
    }
    return values.getFirst();
  }
}
