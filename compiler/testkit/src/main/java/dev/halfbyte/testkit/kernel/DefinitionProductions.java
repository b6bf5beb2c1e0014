package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.kernel.Frame.Index;
import dev.halfbyte.testkit.kernel.Variable.Kind;
import java.util.ArrayList;
import java.util.List;

/// Definitions that hold in any scope: elementwise, reductions, whole tensors, numbers.
final class DefinitionProductions {
  private static final long LARGEST = 1 << 12;

  private DefinitionProductions() {}

  /// `y[i, j] = ...`, its indices in any order.
  static void elements(Scope scope) {
    Choices choices = scope.choices();
    Variable anchor = choices.pick(scope.variables());
    Frame frame = new Frame(scope);
    List<Index> indices = introduce(frame, anchor.shape());
    Expressions expressions = new Expressions(frame);
    Value value = expressions.grow(expressions.element(anchor, indices), choices.between(1, 3));
    List<Index> targets = new ArrayList<>(indices);
    if (targets.size() > 1 && choices.oneIn(3)) {
      targets.add(targets.removeFirst());
    }
    scope.define(frame, targets, value, expressions.conditions(6));
  }

  /// `y[i] = sum[j](...)`, with an expression around it.
  static void reduction(Scope scope) {
    Choices choices = scope.choices();
    Variable anchor = choices.pick(scope.variables());
    if (anchor.shape().isEmpty()) {
      elements(scope);
      return;
    }
    Frame frame = new Frame(scope);
    List<Index> indices = introduce(frame, anchor.shape());
    int kept = choices.below(indices.size());
    // The kept axes are the outer ones, or the inner ones.
    boolean outer = choices.oneIn(4);
    List<Index> targets =
        outer ? indices.subList(indices.size() - kept, indices.size()) : indices.subList(0, kept);
    List<Index> reduced = indices.stream().filter(i -> !targets.contains(i)).toList();
    Expressions expressions = new Expressions(frame);
    Value body = expressions.element(anchor, indices);
    if (choices.oneIn(2)) {
      body = expressions.grow(body, 1);
    }
    Value sum = expressions.reduce(body, reduced);
    // What follows must not read the tensor in place of an index that has no other extent.
    boolean anchored = targets.stream().allMatch(Index::isAnchored);
    Value value = anchored ? expressions.grow(sum, choices.below(2)) : sum;
    scope.define(frame, targets, value, List.of());
  }

  /// `y = ...` without indices.
  static void whole(Scope scope) {
    Choices choices = scope.choices();
    Variable first = choices.pick(scope.variables());
    Arithmetic arithmetic = new Arithmetic(choices);
    Value value = bare(scope, first);
    for (int step = choices.between(1, 3); step > 0; step--) {
      List<Variable> same =
          scope.variables(first.kind()).stream()
              .filter(v -> v.shape().equals(first.shape()) || v.shape().isEmpty())
              .toList();
      value =
          choices.oneIn(2) && !same.isEmpty()
              ? arithmetic.binary(value, bare(scope, choices.pick(same)))
              : arithmetic.unary(value);
    }
    scope.define(value, first.shape());
  }

  private static Value bare(Scope scope, Variable variable) {
    scope.use(variable);
    return new Value(
        Term.name(variable.name()), variable.kind(), variable.range(), variable.masked());
  }

  /// `y = x[1]`, a slice.
  static void slice(Scope scope) {
    Choices choices = scope.choices();
    List<Variable> deep =
        scope.variables().stream()
            .filter(v -> !v.shape().isEmpty() && v.shape().getFirst().least() > 0)
            .toList();
    if (deep.isEmpty()) {
      whole(scope);
      return;
    }
    Variable variable = choices.pick(deep);
    scope.use(variable);
    int place = choices.below((int) Math.min(3, variable.shape().getFirst().least()));
    Term term = new Term.Reference(variable.name(), List.of(Integer.toString(place)), false);
    Value value = new Value(term, variable.kind(), variable.range(), variable.masked());
    scope.define(
        new Arithmetic(choices).unary(value), variable.shape().subList(1, variable.shape().size()));
  }

  /// `let c = ...`.
  static void number(Scope scope) {
    Choices choices = scope.choices();
    List<String> bindings = new ArrayList<>();
    for (int count = choices.between(1, 2); count > 0; count--) {
      String name = scope.bench().names().fresh("c");
      double value = choices.pick(List.of(0.5, 2.5, 0.125, 3.75));
      boolean quotient = choices.oneIn(3);
      bindings.add(name + " = " + (quotient ? "1.0 / " : "") + value);
      double result = quotient ? 1 / value : value;
      scope.addNumber(new Value(Term.name(name), Kind.FLOAT, new Range(result, result), false));
    }
    scope.add(new Statement.Let(bindings));
    elements(scope);
  }

  /// `y[i, j] = a[i] * b[j]`: indices of two tensors.
  static void outer(Scope scope) {
    Choices choices = scope.choices();
    Variable left = choices.pick(scope.variables());
    Variable right = choices.pick(scope.variables(left.kind()));
    List<Extent> shape = new ArrayList<>(left.shape());
    shape.addAll(right.shape());
    if (shape.size() > 4 || scope.bench().count(shape) > LARGEST) {
      elements(scope);
      return;
    }
    Frame frame = new Frame(scope);
    List<Index> first = introduce(frame, left.shape());
    Expressions expressions = new Expressions(frame);
    Value a = expressions.element(left, first);
    List<Index> second = introduce(frame, right.shape());
    Value b = expressions.element(right, second);
    List<Index> targets = new ArrayList<>(first);
    targets.addAll(second);
    Value value = expressions.arithmetic().binary(a, b);
    scope.define(frame, targets, value, expressions.conditions(3));
  }

  static List<Index> introduce(Frame frame, List<Extent> shape) {
    return shape.stream().map(frame::introduce).toList();
  }
}
