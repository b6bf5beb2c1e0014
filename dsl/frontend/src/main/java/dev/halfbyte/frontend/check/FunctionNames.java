package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.UNKNOWN_NAME;

import dev.halfbyte.frontend.syntax.Declaration.Define;
import dev.halfbyte.frontend.syntax.Declaration.FunctionBody;
import dev.halfbyte.frontend.syntax.Declaration.FunctionSyntax;
import dev.halfbyte.frontend.syntax.Declaration.Let;
import dev.halfbyte.frontend.syntax.Declaration.Result;
import dev.halfbyte.frontend.syntax.Declaration.Return;
import dev.halfbyte.frontend.syntax.Declaration.Statement;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.frontend.syntax.Expression.BoundIndex;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import dev.halfbyte.frontend.syntax.Name;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import java.util.List;
import java.util.Optional;

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
      declare(parameter, parameters);
    }
    visit(function.body(), parameters);
    if (sound) {
      parameters.warnOfUnused();
    }
    return sound;
  }

  private void visit(FunctionBody body, Scope parameters) {
    switch (body) {
      case FunctionBody.Element(Masked value) -> visit(List.of(), value, parameters);
      case FunctionBody.Indexed(List<BoundIndex> indices, Masked value) ->
          visit(indices, value, parameters);
      case FunctionBody.Block(List<Statement> statements, Result result) -> {
        statements.forEach(statement -> visit(statement, parameters));
        visit(result.indices().orElse(List.of()), result.value(), parameters);
      }
    }
  }

  private void visit(Statement statement, Scope scope) {
    switch (statement) {
      case Let let -> {
        visit(let.value(), scope);
        declare(let.name(), scope);
      }
      case Define define -> {
        visit(define.indices(), define.value(), scope);
        declare(define.name(), scope);
      }
      case Return returned -> throw new CompilerBug("a function returns at its end: " + returned);
    }
  }

  private void visit(List<BoundIndex> indices, Masked value, Scope scope) {
    Scope inner = scope.inner();
    bind(indices, inner);
    Parts.of(value, part -> visit(part, inner));
  }

  private void declare(Name name, Scope scope) {
    sound &= !scope.contains(name.text());
    scope.declare(name, new Symbol.Faulty());
  }

  private void bind(List<BoundIndex> indices, Scope scope) {
    for (BoundIndex index : indices) {
      index.extent().ifPresent(extent -> visit(extent, scope));
      declare(index.name(), scope);
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
    check(name, Builtin.named(name.text()).isPresent());
    Optional<Name> step = Scans.stepName(call);
    step.ifPresent(function -> check(function, false));
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
    call.arguments().stream()
        .skip(step.isPresent() ? 1 : 0)
        .forEach(argument -> Parts.of(argument, part -> visit(part, inner)));
  }

  private void check(Name called, boolean known) {
    if (!known && functions.use(called.text()).isEmpty() && !functions.isFaulty(called.text())) {
      sound = false;
      reporter.report(
          Diagnostic.error(UNKNOWN_NAME, called.span(), "unknown function `" + called + "`")
              .help(reporter.didYouMean(called.text(), functions::names)));
    }
  }
}
