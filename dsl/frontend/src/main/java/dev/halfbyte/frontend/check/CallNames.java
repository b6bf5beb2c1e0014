package dev.halfbyte.frontend.check;

import dev.halfbyte.frontend.syntax.Declaration.FunctionSyntax;
import dev.halfbyte.frontend.syntax.Expression;
import java.util.LinkedHashSet;
import java.util.Set;

/// Collects the names of the functions that a function calls, or scans with, directly.
final class CallNames {
  private final Set<String> names = new LinkedHashSet<>();

  private CallNames() {}

  static Set<String> of(FunctionSyntax function) {
    CallNames collector = new CallNames();
    Parts.of(function.body(), collector::visit);
    return collector.names;
  }

  private void visit(Expression expression) {
    if (expression instanceof Expression.Call call) {
      names.add(call.function().text());
      Scans.stepName(call).ifPresent(step -> names.add(step.text()));
    }
    Parts.of(expression, this::visit);
  }
}
