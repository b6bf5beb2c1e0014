package dev.halfbyte.loop;

import java.util.List;

/// What a stage does, in order.
public sealed interface Statement
    permits Statement.Simple, Statement.For, Statement.If, Statement.Section {
  /// A statement without a body.
  sealed interface Simple extends Statement
      permits Declare, Assign, Store, TileContract, TableMap, ListSteps {}

  /// Defines a local, visible to the end of the enclosing body.
  record Declare(Local local, Expression value) implements Simple {
    public Declare {
      Expression.require(value, local.type(), "initial value");
    }
  }

  /// Gives a declared local a new value.
  record Assign(Local local, Expression value) implements Simple {
    public Assign {
      Expression.require(value, local.type(), "assigned value");
    }
  }

  /// Writes one element; the low bits of an integer are kept.
  record Store(Buffer buffer, Address address, Expression value) implements Simple {
    public Store {
      Expression.require(value, buffer.elem().register(), "stored value");
    }
  }

  /// Runs `body` for `variable = 0, step, 2 * step, ...` below `extent`.
  record For(LoopVariable variable, Bound extent, long step, List<Statement> body)
      implements Statement {
    public For {
      body = List.copyOf(body);
      if (step < 1) {
        throw new IllegalArgumentException("step " + step);
      }
    }
  }

  /// A part of a fused stage that stands for itself: it uses no local from outside, and nobody uses
  /// its own. An emitter may give it a function.
  ///
  /// @param name unique in the program, a legal identifier
  /// @param origin as in [Stage]
  record Section(String name, String origin, List<Statement> body) implements Statement {
    public Section {
      body = List.copyOf(body);
    }
  }

  /// Runs `body` where `condition` holds.
  record If(Expression condition, List<Statement> body) implements Statement {
    public If {
      body = List.copyOf(body);
      Expression.require(condition, RegisterType.BOOL, "condition");
    }
  }
}
