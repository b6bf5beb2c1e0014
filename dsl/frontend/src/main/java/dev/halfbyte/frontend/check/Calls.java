package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.ARGUMENT_COUNT;
import static dev.halfbyte.frontend.fault.FrontendCode.KIND_OF_NAME;
import static dev.halfbyte.frontend.fault.FrontendCode.NO_MEANING_YET;
import static dev.halfbyte.frontend.fault.FrontendCode.TYPE;
import static dev.halfbyte.frontend.fault.FrontendCode.UNKNOWN_NAME;

import dev.halfbyte.frontend.ast.Condition;
import dev.halfbyte.frontend.ast.Expr;
import dev.halfbyte.frontend.ast.Index;
import dev.halfbyte.frontend.syntax.Declaration.FunctionBody;
import dev.halfbyte.frontend.syntax.Declaration.FunctionSyntax;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import dev.halfbyte.frontend.syntax.Name;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks calls: functions of the language, reductions, user functions.
final class Calls {
  private final KernelBuilder kernel;
  private final Reporter reporter;
  private final ValueChecker values;
  private final IndexRanges ranges;
  private final Definitions definitions;

  Calls(KernelBuilder kernel, ValueChecker values, IndexRanges ranges) {
    this.kernel = kernel;
    this.reporter = kernel.reporter();
    this.values = values;
    this.ranges = ranges;
    this.definitions = new Definitions(kernel);
  }

  /// The value of a call; absent if something was reported.
  Optional<Checked> call(Expression.Call call, Scope scope) {
    Optional<Builtin> builtin = Builtin.named(call.function().text());
    if (builtin.isEmpty()) {
      return user(call, scope);
    }
    return switch (builtin.get().form()) {
      case Builtin.Reduction reduction ->
          call.indices().isEmpty() ? ofTwo(call, reduction, scope) : reduce(call, reduction, scope);
      case Builtin.Elementwise function -> elementwise(call, function, scope);
      case Builtin.Clip _ -> clip(call, scope);
      case Builtin.Along function ->
          new AxisCalls(reporter, values, ranges, definitions).call(call, function, scope);
      case Builtin.Scan _ ->
          definitions
              .scan(kernel.temporaryName(call.function().text()), call, scope)
              .flatMap(array -> values.access(array, call.span()));
      case Builtin.Future _ -> future(call, scope);
    };
  }

  private Optional<Checked> reduce(Expression.Call call, Builtin.Reduction reduction, Scope scope) {
    if (!hasCount(call, 1)) {
      return Optional.empty();
    }
    Masked argument = call.arguments().getFirst();
    Scope inner = scope.inner();
    Optional<List<Index>> indices = definitions.introduce(call.indices(), inner, scope, ranges);
    Optional<Checked> body = values.reduced(argument.value(), inner);
    Optional<List<Condition>> conditions = definitions.conditions(argument, inner, ranges, false);
    if (indices.isEmpty() || body.isEmpty() || conditions.isEmpty()) {
      return Optional.empty();
    }
    List<Condition> mask = new ArrayList<>(body.get().presence());
    mask.addAll(conditions.get());
    Expr expr =
        new Expr.Reduce(reduction.operator(), indices.get(), body.get().expr(), mask, call.span());
    Checked present =
        new Checked(
            body.get().expr(),
            List.of(),
            body.get().whole(),
            body.get().size(),
            body.get().height());
    return Optional.of(Checked.of(expr, List.of(present)));
  }

  private Optional<Checked> ofTwo(Expression.Call call, Builtin.Reduction reduction, Scope scope) {
    if (reduction.ofTwo().isEmpty()) {
      reporter.report(
          Diagnostic.error(
                  ARGUMENT_COUNT,
                  call.span(),
                  "`" + call.function() + "` names the indices it runs over")
              .help("write `" + call.function() + "[i](x[i])`"));
      return Optional.empty();
    }
    return arguments(call, 2, scope)
        .flatMap(a ->
            Numbers.binary(reporter, reduction.ofTwo().get(), a.get(0), a.get(1), call.span()));
  }

  private Optional<Checked> elementwise(
      Expression.Call call, Builtin.Elementwise function, Scope scope) {
    Optional<List<Checked>> arguments =
        hasNoIndices(call) ? arguments(call, 1, scope) : Optional.empty();
    if (arguments.isEmpty()) {
      return Optional.empty();
    }
    Expr operand = arguments.get().getFirst().expr();
    if (function.floatOnly() && !Numbers.isFloat(operand)) {
      reporter.report(
          Diagnostic.error(TYPE, call.span(), "`%s` takes f32".formatted(call.function()))
              .label(operand.span(), "`" + operand.type() + "`"));
      return Optional.empty();
    }
    Expr expr = new Expr.Unary(function.operator(), operand, call.span());
    return Optional.of(Checked.of(expr, arguments.get()));
  }

  private Optional<Checked> clip(Expression.Call call, Scope scope) {
    Optional<List<Checked>> arguments =
        hasNoIndices(call) ? arguments(call, 3, scope) : Optional.empty();
    if (arguments.isEmpty()) {
      return Optional.empty();
    }
    Checked operand = arguments.get().getFirst();
    Optional<Expr.Constant> low = bound(arguments.get().get(1), operand);
    Optional<Expr.Constant> high = bound(arguments.get().get(2), operand);
    if (low.isEmpty() || high.isEmpty()) {
      return Optional.empty();
    }
    if (low.get().value() > high.get().value()) {
      reporter.error(TYPE, call.span(), "the lower bound is above the upper one");
      return Optional.empty();
    }
    Expr expr = new Expr.Clip(operand.expr(), low.get().value(), high.get().value(), call.span());
    return Optional.of(Checked.of(expr, List.of(operand)));
  }

  private Optional<Expr.Constant> bound(Checked bound, Checked operand) {
    if (!(bound.expr() instanceof Expr.Constant constant)) {
      reporter.error(TYPE, bound.expr().span(), "the bounds of `clip` are numbers");
      return Optional.empty();
    }
    if (operand.isFlexible()) {
      return Optional.of(constant);
    }
    return Numbers.as(reporter, bound, operand.expr().type())
        .flatMap(
            c -> c.expr() instanceof Expr.Constant typed ? Optional.of(typed) : Optional.empty());
  }

  /// Checks the arguments of a reserved function, then says that it has no meaning.
  private Optional<Checked> future(Expression.Call call, Scope scope) {
    call.indices().forEach(index -> scope.lookup(index.name()));
    call.arguments().forEach(argument -> values.value(argument.value(), scope));
    Name name = call.function();
    reporter.error(
        NO_MEANING_YET, name.span(), "`" + name + "` has no meaning yet in this version");
    return Optional.empty();
  }

  private Optional<Checked> user(Expression.Call call, Scope scope) {
    Name name = call.function();
    if (kernel.functions().isFaulty(name.text())) {
      Parts.of(call, part -> markUsed(part, scope));
      return Optional.empty();
    }
    Optional<FunctionSyntax> found = kernel.functions().use(name.text());
    if (found.isEmpty()) {
      unknown(name, scope);
      return Optional.empty();
    }
    if (!hasNoIndices(call)) {
      return Optional.empty();
    }
    FunctionSyntax function = found.get();
    return switch (function.body()) {
      case FunctionBody.Indexed _, FunctionBody.Block _ ->
          definitions
              .call(kernel.temporaryName(name.text()), function, call, scope)
              .flatMap(array -> values.access(array, call.span()));
      case FunctionBody.Element(Masked value) ->
          new Arguments(kernel, definitions)
              .bind(function, call, scope, values)
              .flatMap(inner -> inline(function, value, call, inner));
    };
  }

  private Optional<Checked> inline(
      FunctionSyntax function, Masked value, Expression.Call call, Scope scope) {
    reporter.enterCall(function.name().text(), call.span());
    try {
      return Conditions.hasNone(reporter, value)
          ? values.value(value.value(), scope)
          : Optional.empty();
    } finally {
      reporter.leaveCall();
    }
  }

  /// The arguments of a call that is given up still use their names.
  private static void markUsed(Expression expression, Scope scope) {
    if (expression instanceof Expression.Reference reference) {
      scope.find(reference.name());
    }
    Parts.of(expression, part -> markUsed(part, scope));
  }

  private void unknown(Name name, Scope scope) {
    if (scope.contains(name.text())) {
      reporter.error(KIND_OF_NAME, name.span(), "`" + name + "` is no function");
      return;
    }
    reporter.report(
        Diagnostic.error(UNKNOWN_NAME, name.span(), "unknown function `" + name + "`")
            .help(reporter.didYouMean(name.text(), kernel.functions()::names)));
  }

  private Optional<List<Checked>> arguments(Expression.Call call, int count, Scope scope) {
    if (!hasCount(call, count)) {
      return Optional.empty();
    }
    List<Checked> checked = new ArrayList<>();
    for (Masked argument : call.arguments()) {
      boolean unconditional = Conditions.hasNone(reporter, argument);
      values.value(argument.value(), scope).filter(_ -> unconditional).ifPresent(checked::add);
    }
    return checked.size() == count ? Optional.of(checked) : Optional.empty();
  }

  private boolean hasCount(Expression.Call call, int count) {
    int given = call.arguments().size();
    if (given != count) {
      reporter.error(
          ARGUMENT_COUNT,
          call.span(),
          "`%s` takes %d argument%s, not %d"
              .formatted(call.function(), count, count == 1 ? "" : "s", given));
    }
    return given == count;
  }

  private boolean hasNoIndices(Expression.Call call) {
    if (!call.indices().isEmpty()) {
      Span span = call.indices().getFirst().name().span();
      reporter.error(ARGUMENT_COUNT, span, "`" + call.function() + "` does not run over indices");
    }
    return call.indices().isEmpty();
  }
}
