package dev.halfbyte.ir.verify;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Scan;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Linear state: a state parameter, or what `append` or a scan made of it.
///
/// Each such value may be read until it is consumed (by `append` or as a carried value) and not
/// after; the last one of each chain is an output exactly once.
final class LinearStateCheck {
  private final Scope scope;
  private final Set<Value> alive = new LinkedHashSet<>();
  private final Set<Value> consumed = new HashSet<>();

  private LinearStateCheck(Scope scope) {
    this.scope = scope;
  }

  static void check(Scope scope) {
    new LinearStateCheck(scope).run();
  }

  private void run() {
    Program program = scope.program();
    for (Parameter parameter : program.parameters(Parameter.Kind.STATE)) {
      alive.add(parameter.value());
    }
    for (int i = 0; i < program.nodes().size(); i++) {
      node(i, program.nodes().get(i));
    }
    List<Value> yielded = program.outputs().stream().map(Output::value).toList();
    for (Value value : yielded) {
      if (consumed.contains(value)) {
        scope.report(Check.LINEAR_STATE, "state " + value + " is yielded after it was consumed");
      }
    }
    for (Value value : alive) {
      long times = yielded.stream().filter(value::equals).count();
      if (times != 1) {
        scope.report(
            Check.LINEAR_STATE, "state " + value + " is yielded " + times + " times, not once");
      }
    }
  }

  private void node(int index, Node node) {
    for (Value operand : node.op().operands()) {
      if (consumed.contains(operand)) {
        scope.report(Check.LINEAR_STATE, index, "state " + operand + " was consumed before");
      }
    }
    if (node.op() instanceof Append append) {
      if (append.value().equals(append.state())) {
        scope.report(Check.LINEAR_STATE, index, "state is appended to itself");
      }
      consume(index, append.state());
      alive.add(node.value());
    }
    if (node.op() instanceof Scan scan) {
      scan(index, node, scan);
    }
  }

  private void consume(int index, Value state) {
    if (alive.remove(state)) {
      consumed.add(state);
    } else if (!consumed.contains(state)) {
      scope.report(Check.LINEAR_STATE, index, state + " is not linear state");
    }
  }

  private void scan(int index, Node node, Scan scan) {
    List<Parameter> parameters = scan.body().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      boolean state = parameters.get(i).kind() == Parameter.Kind.STATE;
      boolean carried = i < scan.carried().size();
      if (state && !carried) {
        scope.report(Check.LINEAR_STATE, index, "only carried values of a scan can be state");
      } else if (state) {
        consume(index, scan.carried().get(i));
        alive.add(node.results().get(i).value());
      } else if (carried && alive.contains(scan.carried().get(i))) {
        scope.report(
            Check.LINEAR_STATE,
            index,
            "state is carried as plain input " + parameters.get(i).name());
      }
    }
  }
}
