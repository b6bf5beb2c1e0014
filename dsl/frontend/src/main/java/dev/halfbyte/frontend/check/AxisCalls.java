package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.ARGUMENT_COUNT;
import static dev.halfbyte.frontend.fault.FrontendCode.AXIS;
import static dev.halfbyte.frontend.fault.FrontendCode.KIND_OF_NAME;
import static dev.halfbyte.frontend.fault.FrontendCode.NO_MEANING_YET;
import static dev.halfbyte.frontend.fault.FrontendCode.SYNTAX;
import static dev.halfbyte.frontend.fault.FrontendCode.TYPE;
import static dev.halfbyte.frontend.fault.FrontendCode.UNKNOWN_NAME;

import dev.halfbyte.frontend.ast.Condition;
import dev.halfbyte.frontend.ast.Expr;
import dev.halfbyte.frontend.ast.Index;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.frontend.syntax.Expression.BoundIndex;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import dev.halfbyte.source.Diagnostic;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Checks `softmax[j](...)`, `layernorm[j](...)` and `rmsnorm[j](...)`: functions of a row whose
/// value keeps the index of the row, which is introduced outside, by a definition or a reduction.
final class AxisCalls {
  private static final double DEFAULT_EPSILON = 1e-6f;

  private final Reporter reporter;
  private final ValueChecker values;
  private final IndexRanges ranges;
  private final Definitions definitions;

  AxisCalls(Reporter reporter, ValueChecker values, IndexRanges ranges, Definitions definitions) {
    this.reporter = reporter;
    this.values = values;
    this.ranges = ranges;
    this.definitions = definitions;
  }

  /// The value of a call; absent if something was reported.
  Optional<Checked> call(Expression.Call call, Builtin.Along function, Scope scope) {
    Optional<Index> index = index(call, scope);
    int given = call.arguments().size();
    int required = function.operands();
    if (given < required || given > required + (function.epsilon() ? 1 : 0)) {
      reporter.report(
          Diagnostic.error(
                  ARGUMENT_COUNT,
                  call.span(),
                  "`%s` takes %d argument%s%s, not %d"
                      .formatted(
                          call.function(),
                          required,
                          required == 1 ? "" : "s",
                          function.epsilon() ? " and perhaps an epsilon" : "",
                          given))
              .help("for example `" + function.example() + "`"));
      return Optional.empty();
    }
    if (function == Builtin.Along.SOFTMAX) {
      return softmax(call, index, scope);
    }
    List<Checked> arguments = new ArrayList<>();
    for (Masked argument : call.arguments()) {
      boolean unconditional = Conditions.hasNone(reporter, argument);
      values.value(argument.value(), scope).filter(_ -> unconditional).ifPresent(arguments::add);
    }
    if (index.isEmpty() || arguments.size() < given) {
      return Optional.empty();
    }
    return norm(call, function, index.get(), arguments);
  }

  private Optional<Index> index(Expression.Call call, Scope scope) {
    if (call.indices().size() != 1) {
      call.indices().forEach(bound -> scope.find(bound.name()));
      reporter.report(
          Diagnostic.error(
                  ARGUMENT_COUNT,
                  call.function().span(),
                  "`" + call.function() + "` names the one index it runs along")
              .help(example(call)));
      return Optional.empty();
    }
    BoundIndex bound = call.indices().getFirst();
    if (bound.extent().isPresent()) {
      reporter.error(
          SYNTAX,
          bound.extent().get().span(),
          "an extent belongs where an index is introduced, not where it is used");
      return Optional.empty();
    }
    Optional<Symbol> symbol = scope.find(bound.name());
    if (symbol.isPresent()
        && symbol.get() instanceof Symbol.Iteration(Index index)
        && ranges.owns(index)) {
      return Optional.of(index);
    }
    boolean faulty = symbol.isPresent() && symbol.get() instanceof Symbol.Faulty;
    if (!faulty) {
      reporter.report(
          Diagnostic.error(
                  symbol.isEmpty() ? UNKNOWN_NAME : KIND_OF_NAME,
                  bound.name().span(),
                  "`%s` is no index of this definition".formatted(bound.name()))
              .help(example(call)));
    }
    return Optional.empty();
  }

  private static String example(Expression.Call call) {
    return "name an index of the definition: `y[i, j] = " + call.function() + "[j](x[i, j]...)`";
  }

  private Optional<Checked> softmax(Expression.Call call, Optional<Index> index, Scope scope) {
    Masked argument = call.arguments().getFirst();
    Optional<Checked> operand = values.value(argument.value(), scope);
    Optional<List<Condition>> conditions = definitions.conditions(argument, scope, ranges, false);
    if (index.isEmpty()
        || operand.isEmpty()
        || conditions.isEmpty()
        || !runsAlong(call, index.get(), operand.get())) {
      return Optional.empty();
    }
    Set<Condition> mask = new LinkedHashSet<>(operand.get().presence());
    mask.addAll(conditions.get());
    Expr expr = new Expr.Softmax(operand.get().expr(), index.get(), List.copyOf(mask), call.span());
    return Optional.of(
        new Checked(
            expr,
            List.copyOf(mask),
            OptionalLong.empty(),
            operand.get().size() + 1,
            operand.get().height() + 1));
  }

  private Optional<Checked> norm(
      Expression.Call call, Builtin.Along function, Index index, List<Checked> arguments) {
    List<Checked> operands = arguments.subList(0, function.operands());
    Checked operand = operands.getFirst();
    boolean sound = runsAlong(call, index, operand) && isWholeRow(call, index, operand);
    for (Checked parameter : operands.subList(1, operands.size())) {
      sound &= isFloat(call, parameter.expr()) && fits(call, parameter.expr(), operand.expr());
    }
    Optional<Double> epsilon =
        arguments.size() > operands.size()
            ? epsilon(arguments.getLast())
            : Optional.of(DEFAULT_EPSILON);
    if (!sound || epsilon.isEmpty()) {
      return Optional.empty();
    }
    Expr x = operand.expr();
    Expr scale = operands.get(1).expr();
    Expr expr =
        operands.size() == 3
            ? new Expr.LayerNorm(
                x, scale, operands.get(2).expr(), index, epsilon.get(), call.span())
            : new Expr.RmsNorm(x, scale, index, epsilon.get(), call.span());
    return Optional.of(Checked.of(expr, operands));
  }

  private boolean runsAlong(Expression.Call call, Index index, Checked operand) {
    if (!isFloat(call, operand.expr())) {
      return false;
    }
    boolean depends = operand.expr().freeIndices().contains(index);
    if (!depends) {
      reporter.report(
          Diagnostic.error(
                  AXIS,
                  operand.expr().span(),
                  "`%s` runs along `%s`, which this value does not depend on"
                      .formatted(call.function(), index))
              .label(index.span(), "introduced here"));
    }
    return depends;
  }

  private boolean isFloat(Expression.Call call, Expr operand) {
    if (!Numbers.isFloat(operand)) {
      reporter.report(
          Diagnostic.error(TYPE, call.span(), "`%s` takes f32".formatted(call.function()))
              .label(operand.span(), "`" + operand.type() + "`"));
    }
    return Numbers.isFloat(operand);
  }

  private boolean isWholeRow(Expression.Call call, Index index, Checked operand) {
    boolean whole =
        operand.presence().stream()
            .flatMap(condition -> condition.expression().terms().stream())
            .noneMatch(term -> term.index().equals(index));
    if (!whole) {
      reporter.error(
          NO_MEANING_YET,
          operand.expr().span(),
          "`%s` of a row with absent elements has no meaning yet".formatted(call.function()));
    }
    return whole;
  }

  private boolean fits(Expression.Call call, Expr parameter, Expr operand) {
    List<Index> known = operand.freeIndices();
    Optional<Index> foreign =
        parameter.freeIndices().stream().filter(i -> !known.contains(i)).findFirst();
    foreign.ifPresent(index ->
        reporter.error(
            AXIS,
            parameter.span(),
            "this depends on `%s`, which the first operand of `%s` does not"
                .formatted(index, call.function())));
    return foreign.isEmpty();
  }

  private Optional<Double> epsilon(Checked number) {
    if (number.expr() instanceof Expr.Constant constant && constant.value() > 0) {
      return Optional.of(constant.value());
    }
    reporter.error(TYPE, number.expr().span(), "an epsilon is a number above 0");
    return Optional.empty();
  }
}
