package dev.halfbyte.passes;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.passes.rewrite.AlgebraRules;
import dev.halfbyte.passes.rewrite.MovementRules;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.passes.rewrite.Rule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Applies the local rules once to every node, then drops what nothing uses.
record Simplify() implements Pass {
  private static final List<Rule> RULES =
      Stream.concat(AlgebraRules.all().stream(), MovementRules.all().stream()).toList();

  /// The rules in the order in which they are tried.
  static List<Rule> rules() {
    return RULES;
  }

  @Override
  public String name() {
    return "simplify";
  }

  @Override
  public String summary() {
    return "applies the algebra and movement rules once to every node";
  }

  @Override
  public Kind kind() {
    return Kind.SCHEDULE;
  }

  /// One round may enable a rule on a node that it has passed; `fix(simplify)` is idempotent.
  @Override
  public boolean idempotent() {
    return false;
  }

  @Override
  public Program run(Program program, PassContext context) {
    Program simplified = Rewriter.rewrite(program, (node, copy) -> firstMatch(node, copy, context));
    return DeadCode.remove(simplified, context);
  }

  private static Optional<Value> firstMatch(Node node, Rewriter copy, PassContext context) {
    if (readsState(node, copy)) {
      return Optional.empty();
    }
    for (Rule rule : RULES) {
      Optional<Rule.Rewrite> rewrite = rule.body().match(node, copy);
      if (rewrite.isPresent() && context.mayFire(rule.name())) {
        return rewrite.map(Rule.Rewrite::apply);
      }
    }
    return Optional.empty();
  }

  /// Rules replace a value by its operand, or read the operand's operand instead. Neither may
  /// happen to linear state: the first would be a second name of it, the second a read at a later
  /// time.
  private static boolean readsState(Node node, Rewriter copy) {
    for (Value operand : node.op().operands()) {
      boolean inner =
          copy.definition(operand).stream()
              .flatMap(op -> op.operands().stream())
              .anyMatch(copy::isState);
      if (inner || copy.isState(operand)) {
        return true;
      }
    }
    return false;
  }
}
