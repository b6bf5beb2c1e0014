package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.kernel.Frame.Index;
import dev.halfbyte.testkit.kernel.Term.Masked;
import dev.halfbyte.testkit.kernel.Term.Operator;
import dev.halfbyte.testkit.kernel.Variable.Kind;
import java.util.List;

/// What networks are made of between their weights: activations, sums of two paths, attention.
final class LayerProductions {
  private static final long LARGEST = 1 << 14;

  private LayerProductions() {}

  /// `y = relu(x)` and its kin, as a whole or element by element.
  static void activation(Scope scope) {
    Choices choices = scope.choices();
    List<Variable> all = scope.variables(Kind.FLOAT);
    if (all.isEmpty()) {
      DefinitionProductions.elements(scope);
      return;
    }
    Variable x = choices.pick(all);
    Arithmetic arithmetic = new Arithmetic(choices);
    if (choices.oneIn(2)) {
      Frame frame = new Frame(scope);
      List<Index> indices = DefinitionProductions.introduce(frame, x.shape());
      Value element = new Expressions(frame).element(x, indices);
      scope.define(frame, indices, arithmetic.unary(element), List.of());
    } else {
      scope.define(arithmetic.unary(whole(scope, x)), x.shape());
    }
  }

  /// `y = a + b` of two tensors of one shape.
  static void residual(Scope scope) {
    Choices choices = scope.choices();
    Variable a = choices.pick(scope.variables());
    Variable b =
        choices.pick(
            scope.variables(a.kind()).stream().filter(v -> v.shape().equals(a.shape())).toList());
    Arithmetic arithmetic = new Arithmetic(choices);
    Value left = arithmetic.within(whole(scope, a), 1 << 29);
    Value right = arithmetic.within(whole(scope, b), 1 << 29);
    Operator operator = choices.oneIn(4) ? Operator.SUBTRACT : Operator.ADD;
    Range other = operator == Operator.ADD ? right.range() : right.range().negated();
    Value sum =
        new Value(
            new Term.Arithmetic(operator, left.term(), right.term()),
            a.kind(),
            left.range().plus(other),
            left.masked() || right.masked());
    scope.define(arithmetic.tame(sum), a.shape());
  }

  static Value whole(Scope scope, Variable variable) {
    scope.use(variable);
    return new Value(
        Term.name(variable.name()), variable.kind(), variable.range(), variable.masked());
  }

  /// Logits, shares and the sum that they weight, of one, two or three tensors; perhaps causal.
  static void attention(Scope scope) {
    Choices choices = scope.choices();
    List<Variable> all =
        scope.variables(Kind.FLOAT).stream()
            .filter(v -> v.shape().size() == 2 && !v.masked())
            .filter(v -> v.shape().getFirst().most() <= LARGEST)
            .toList();
    if (all.isEmpty()) {
      RowProductions.softmax(scope);
      return;
    }
    Variable q = choices.pick(all);
    Extent depth = q.shape().getLast();
    Variable k = choices.pick(all.stream().filter(v -> v.shape().getLast().equals(depth)).toList());
    Extent keys = k.shape().getFirst();
    Variable v = choices.pick(all.stream().filter(o -> o.shape().getFirst().equals(keys)).toList());
    if (scope.bench().count(List.of(q.shape().getFirst(), keys, depth)) > LARGEST) {
      DefinitionProductions.whole(scope);
      return;
    }
    Variable z = logits(scope, q, k);
    Variable p = shares(scope, z);
    Frame frame = new Frame(scope);
    Expressions expressions = new Expressions(frame);
    Index i = frame.introduce(q.shape().getFirst());
    Index c = frame.introduce(v.shape().getLast());
    Index j = frame.introduce(keys);
    Value body =
        product(expressions.element(p, List.of(i, j)), expressions.element(v, List.of(j, c)));
    scope.define(frame, List.of(i, c), sum(frame, body, j, v.range()), List.of());
  }

  private static Variable logits(Scope scope, Variable q, Variable k) {
    Choices choices = scope.choices();
    Frame frame = new Frame(scope);
    Expressions expressions = new Expressions(frame);
    Index i = frame.introduce(q.shape().getFirst());
    Index j = frame.introduce(k.shape().getFirst());
    Index e = frame.introduce(q.shape().getLast());
    Value body =
        product(expressions.element(q, List.of(i, e)), expressions.element(k, List.of(j, e)));
    double count = (double) scope.bench().reach(e.extent());
    Value sum = sum(frame, body, e, body.range().repeated(count));
    Value scaled =
        choices.oneIn(2)
            ? sum
            : sum.with(
                new Term.Arithmetic(
                    Operator.DIVIDE, sum.term(), Term.number(choices.between(2, 8))),
                sum.range());
    List<String> conditions = choices.oneIn(3) ? List.of(j.name() + " <= " + i.name()) : List.of();
    return scope.define(frame, List.of(i, j), scaled, conditions);
  }

  private static Variable shares(Scope scope, Variable z) {
    Frame frame = new Frame(scope);
    List<Index> indices = DefinitionProductions.introduce(frame, z.shape());
    Value operand = new Expressions(frame).element(z, indices);
    Term call =
        new Term.Call(
            "softmax", List.of(indices.getLast().name()), List.of(operand.term().plain()));
    return scope.define(
        frame, indices, new Value(call, Kind.FLOAT, new Range(0, 1), z.masked()), List.of());
  }

  private static Value product(Value left, Value right) {
    return new Value(
        new Term.Arithmetic(Operator.MULTIPLY, left.term(), right.term()),
        Kind.FLOAT,
        left.range().times(right.range()),
        left.masked() || right.masked());
  }

  private static Value sum(Frame frame, Value body, Index reduced, Range range) {
    String introduced = frame.introduction(reduced);
    frame.leave(List.of(reduced));
    Term call =
        new Term.Call("sum", List.of(introduced), List.of(new Masked(body.term(), List.of())));
    return new Value(call, Kind.FLOAT, range, false);
  }
}
