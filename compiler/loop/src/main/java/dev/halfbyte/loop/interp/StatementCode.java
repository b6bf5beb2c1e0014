package dev.halfbyte.loop.interp;

import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import java.util.List;

/// Makes the statements of a stage into actions on the state of a run.
final class StatementCode {
  private final Scope scope;
  private final MemoryMap memory;
  private final RunState state;
  private final ExpressionCode expressions;

  StatementCode(Scope scope, MemoryMap memory, RunState state) {
    this.scope = scope;
    this.memory = memory;
    this.state = state;
    this.expressions = new ExpressionCode(scope, memory, state);
  }

  Runnable of(List<Statement> body) {
    List<Runnable> actions = body.stream().map(this::of).toList();
    return actions.size() == 1
        ? actions.getFirst()
        : () -> {
          for (Runnable action : actions) {
            action.run();
          }
        };
  }

  private Runnable of(Statement statement) {
    return switch (statement) {
      case Statement.Declare d -> set(scope.local(d.local()), expressions.of(d.value()));
      case Statement.Assign a -> set(scope.local(a.local()), expressions.of(a.value()));
      case Statement.Store s -> {
        BufferMemory buffer = memory.of(s.buffer());
        Evaluator address = expressions.address(s.address());
        Evaluator value = expressions.of(s.value());
        yield () -> buffer.write(address.value(), value.value());
      }
      case Statement.For f -> loop(f);
      case Statement.If i -> {
        Evaluator condition = expressions.of(i.condition());
        Runnable body = of(i.body());
        yield () -> {
          if (condition.value() != 0) {
            body.run();
          }
        };
      }
      case Statement.Section s -> of(s.body());
      case TileContract t -> new TileCode(t, scope, memory, state);
      case TableMap t -> map(t);
      case ListSteps l -> new ListCode(l, scope, memory);
    };
  }

  private Runnable map(TableMap map) {
    BufferMemory input = memory.of(map.input());
    BufferMemory output = memory.of(map.output());
    BufferMemory table = memory.of(map.table());
    Evaluator inputAt = scope.index(map.inputAt());
    Evaluator outputAt = scope.index(map.outputAt());
    Evaluator count = scope.bound(map.count());
    int mask = map.entries() - 1;
    return () -> {
      for (long i = 0; i < count.value(); i++) {
        long entry = table.read(input.read(inputAt.value() + i) & mask);
        output.write(outputAt.value() + i, entry);
      }
    };
  }

  private static Runnable set(Scope.Variable variable, Evaluator value) {
    return () -> variable.value = value.value();
  }

  private Runnable loop(Statement.For loop) {
    Scope.Variable variable = scope.variable(loop.variable());
    Evaluator bound = scope.bound(loop.extent());
    Runnable body = of(loop.body());
    long step = loop.step();
    return () -> {
      long extent = bound.value();
      if (extent < 0) {
        throw state.fault(
            LoopFault.Kind.EXTENT,
            "loop " + loop.variable() + " < " + loop.extent() + " = " + extent);
      }
      for (long i = 0; i < extent; i += step) {
        variable.value = i;
        body.run();
      }
    };
  }
}
