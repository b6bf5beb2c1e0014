package dev.halfbyte.loop.tables;

import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.source.CompilerBug;

/// Puts an expression in the place of another.
final class Replacement {
  private Replacement() {}

  static Expression of(Expression in, Expression old, Expression fresh) {
    if (in.equals(old)) {
      return fresh;
    }
    return in instanceof Expression.Load load
        ? new Expression.Load(load.buffer(), of(load.address(), old, fresh), load.guard())
        : in.mapOperands(operand -> of(operand, old, fresh));
  }

  private static Address of(Address in, Expression old, Expression fresh) {
    return new Address(in.index(), in.offset().map(offset -> of(offset, old, fresh)));
  }

  /// The same in a statement without a body.
  static Statement of(Statement in, Expression old, Expression fresh) {
    return switch (in) {
      case Statement.Declare d -> new Statement.Declare(d.local(), of(d.value(), old, fresh));
      case Statement.Assign a -> new Statement.Assign(a.local(), of(a.value(), old, fresh));
      case Statement.Store s ->
          new Statement.Store(s.buffer(), of(s.address(), old, fresh), of(s.value(), old, fresh));
      case Statement.For _,
          Statement.If _,
          Statement.Section _,
          TileContract _,
          TableMap _,
          ListSteps _ ->
          throw new CompilerBug("not scalar: " + in);
    };
  }
}
