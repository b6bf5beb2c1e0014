package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.UNKNOWN_NAME;

import dev.halfbyte.frontend.syntax.Declaration.FunctionSyntax;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.frontend.syntax.Expression.BoundIndex;
import dev.halfbyte.frontend.syntax.Name;
import dev.halfbyte.source.Diagnostic;
import java.util.List;

/// Checks the names in the text of one function, called or not; shapes and types are checked where
/// it is inlined.
final class FunctionNames {
  private final FunctionSyntax function;
  private final Functions functions;
  private final Reporter reporter;
  private boolean sound = true;

  FunctionNames(FunctionSyntax function, Functions functions, Reporter reporter) {
    this.function = function;
    this.functions = functions;
    this.reporter = reporter;
  }

  /// Whether every name has a meaning.
  boolean check() {
    Scope parameters = Scope.empty(reporter);
    for (Name parameter : function.parameters()) {
      sound &= !parameters.contains(parameter.text());
      parameters.declare(parameter, new Symbol.Faulty());
    }
    Scope scope = parameters.inner();
    bind(function.indices(), scope);
    Parts.of(function.body(), part -> visit(part, scope));
    if (sound) {
      parameters.warnOfUnused();
    }
    return sound;
  }

  private void bind(List<BoundIndex> indices, Scope scope) {
    for (BoundIndex index : indices) {
      index.extent().ifPresent(extent -> visit(extent, scope));
      sound &= !scope.contains(index.name().text());
      scope.declare(index.name(), new Symbol.Faulty());
    }
  }

  private void visit(Expression expression, Scope scope) {
    switch (expression) {
      case Expression.Reference reference -> {
        sound &= scope.contains(reference.name().text());
        scope.lookup(reference.name());
        Parts.of(reference, part -> visit(part, scope));
      }
      case Expression.Call call -> visitCall(call, scope);
      case Expression.Literal _, Expression.Negate _, Expression.Arithmetic _ ->
          Parts.of(expression, part -> visit(part, scope));
    }
  }

  private void visitCall(Expression.Call call, Scope scope) {
    Name name = call.function();
    boolean known =
        Builtin.named(name.text()).isPresent()
            || functions.use(name.text()).isPresent()
            || functions.isFaulty(name.text());
    if (!known) {
      sound = false;
      reporter.report(
          Diagnostic.error(UNKNOWN_NAME, name.span(), "unknown function `" + name + "`")
              .help(reporter.didYouMean(name.text(), functions::names)));
    }
    boolean binds =
        Builtin.named(name.text()).stream().anyMatch(b -> b.form() instanceof Builtin.Reduction);
    Scope inner = scope.inner();
    if (binds) {
      bind(call.indices(), inner);
    } else {
      for (BoundIndex index : call.indices()) {
        sound &= scope.contains(index.name().text());
        scope.lookup(index.name());
      }
    }
    call.arguments().forEach(argument -> Parts.of(argument, part -> visit(part, inner)));
  }
}
