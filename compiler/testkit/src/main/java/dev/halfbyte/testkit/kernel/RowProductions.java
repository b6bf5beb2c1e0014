package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.kernel.Frame.Index;
import dev.halfbyte.testkit.kernel.Term.Masked;
import dev.halfbyte.testkit.kernel.Variable.Kind;
import java.util.ArrayList;
import java.util.List;

/// Functions along an index: softmax, layernorm, rmsnorm.
final class RowProductions {
  private RowProductions() {}

  /// `p[i, j] = softmax[j](z[i, j] where ...)`, along any axis.
  static void softmax(Scope scope) {
    Choices choices = scope.choices();
    List<Variable> all =
        scope.variables(Kind.FLOAT).stream().filter(v -> !v.shape().isEmpty()).toList();
    if (all.isEmpty()) {
      DefinitionProductions.elements(scope);
      return;
    }
    Variable x = choices.pick(all);
    Frame frame = new Frame(scope);
    List<Index> indices = DefinitionProductions.introduce(frame, x.shape());
    Expressions expressions = new Expressions(frame);
    Value operand = expressions.element(x, indices);
    if (choices.oneIn(4)) {
      operand = expressions.grow(operand, 1);
    }
    Index row = choices.oneIn(4) ? indices.getFirst() : indices.getLast();
    List<String> conditions = expressions.conditions(3);
    Term call =
        new Term.Call(
            "softmax", List.of(row.name()), List.of(new Masked(operand.term(), conditions)));
    boolean masked = operand.masked() || !conditions.isEmpty();
    scope.define(frame, indices, new Value(call, Kind.FLOAT, new Range(0, 1), masked), List.of());
  }

  /// `y[i, c] = layernorm[c](x[i, c], g[c], b[c])` or `rmsnorm`.
  static void norm(Scope scope) {
    Choices choices = scope.choices();
    List<Variable> all =
        scope.variables(Kind.FLOAT).stream()
            .filter(v -> !v.shape().isEmpty() && !v.masked())
            .filter(v -> scope.bench().reach(v.shape().getLast()) > 0)
            .filter(v -> scope.bench().dimensions().value(v.shape().getLast()) > 0)
            .toList();
    if (all.isEmpty()) {
      DefinitionProductions.elements(scope);
      return;
    }
    Variable x = choices.pick(all);
    Extent channels = x.shape().getLast();
    scope.bench().dimensions().pin(channels);
    Frame frame = new Frame(scope);
    List<Index> indices = DefinitionProductions.introduce(frame, x.shape());
    Index c = indices.getLast();
    boolean layer = choices.oneIn(2);
    Expressions expressions = new Expressions(frame);
    List<Masked> arguments = new ArrayList<>();
    arguments.add(expressions.element(x, indices).term().plain());
    arguments.add(parameter(expressions, c, 1));
    if (layer) {
      arguments.add(parameter(expressions, c, 0));
    }
    if (choices.oneIn(3)) {
      arguments.add(Term.number(choices.pick(List.of(1e-5, 0.001, 1.0))).plain());
    }
    Term call = new Term.Call(layer ? "layernorm" : "rmsnorm", List.of(c.name()), arguments);
    double bound =
        Math.sqrt((double) scope.bench().reach(channels)) * KernelBench.DATA / 4
            + KernelBench.DATA / 4;
    scope.define(
        frame, indices, new Value(call, Kind.FLOAT, Range.around(bound), false), List.of());
  }

  private static Masked parameter(Expressions expressions, Index c, double number) {
    Scope scope = expressions.scope();
    boolean tensor = scope.isKernel() && !scope.choices().oneIn(3);
    if (!tensor) {
      return Term.number(number).plain();
    }
    Variable weight = scope.bench().weight(List.of(c.extent()));
    return expressions.element(weight, List.of(c)).term().plain();
  }
}
