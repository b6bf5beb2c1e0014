package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.kernel.Frame.Index;
import dev.halfbyte.testkit.kernel.Term.Masked;
import dev.halfbyte.testkit.kernel.Term.Operator;
import dev.halfbyte.testkit.kernel.Variable.Kind;
import java.util.ArrayList;
import java.util.List;

/// Sums of products: layers with weights, products of two activations.
final class ContractionProductions {
  private static final long LARGEST = 1 << 15;

  private ContractionProductions() {}

  /// `y[i, o] = b[o] + sum[e](x[i, e] * w[o, e])`.
  static void linear(Scope scope) {
    Choices choices = scope.choices();
    List<Variable> all =
        scope.variables().stream().filter(v -> !v.shape().isEmpty() && !v.masked()).toList();
    if (all.isEmpty() || !scope.isKernel()) {
      DefinitionProductions.reduction(scope);
      return;
    }
    Variable x = choices.pick(all);
    Extent depth = x.shape().getLast();
    Extent width = scope.bench().dimensions().forParameter();
    List<Extent> work = new ArrayList<>(x.shape());
    work.add(width);
    if (scope.bench().count(work) > LARGEST || depth.most() > LARGEST) {
      DefinitionProductions.elements(scope);
      return;
    }
    boolean transposed = choices.oneIn(3);
    Variable w = weight(scope, x, transposed ? List.of(depth, width) : List.of(width, depth));
    Frame frame = new Frame(scope);
    List<Index> outer =
        DefinitionProductions.introduce(frame, x.shape().subList(0, x.shape().size() - 1));
    Index o = frame.introduce(width);
    Index e = frame.introduce(depth);
    Expressions expressions = new Expressions(frame);
    List<Index> read = new ArrayList<>(outer);
    read.add(e);
    Value product = product(expressions, x, read, w, transposed ? List.of(e, o) : List.of(o, e));
    Value sum = sum(frame, expressions, product, List.of(e));
    if (choices.oneIn(2)) {
      Variable b = weight(scope, x, List.of(width));
      Value bias = expressions.element(b, List.of(o));
      sum = plus(expressions, bias, sum, choices.oneIn(2));
    }
    List<Index> targets = new ArrayList<>(outer);
    targets.add(o);
    scope.define(frame, targets, expressions.arithmetic().tame(sum), List.of());
  }

  private static Variable weight(Scope scope, Variable x, List<Extent> shape) {
    return x.kind() == Kind.FLOAT
        ? scope.bench().weight(shape)
        : scope.bench().wholeParameter(true, shape);
  }

  private static Value plus(Expressions expressions, Value bias, Value sum, boolean first) {
    Arithmetic arithmetic = expressions.arithmetic();
    Value a = arithmetic.within(bias, 1 << 29);
    Value b = arithmetic.within(sum, 1 << 29);
    Term term =
        first
            ? new Term.Arithmetic(Operator.ADD, a.term(), b.term())
            : new Term.Arithmetic(Operator.ADD, b.term(), a.term());
    return b.with(term, a.range().plus(b.range()));
  }

  /// `y[i, j] = sum[e](a[i, e] * b[j, e])` of two tensors, conditions among the indices.
  static void pair(Scope scope) {
    Choices choices = scope.choices();
    List<Variable> all = scope.variables().stream().filter(v -> !v.shape().isEmpty()).toList();
    if (all.isEmpty()) {
      DefinitionProductions.elements(scope);
      return;
    }
    Variable a = choices.pick(all);
    Extent shared = a.shape().getLast();
    List<Variable> partners =
        all.stream().filter(v -> v.kind() == a.kind() && v.shape().contains(shared)).toList();
    Variable b = choices.pick(partners);
    int axis = b.shape().indexOf(shared);
    List<Extent> rest = new ArrayList<>(b.shape());
    rest.remove(axis);
    List<Extent> shape = new ArrayList<>(a.shape());
    shape.addAll(rest);
    if (shape.size() > 5 || scope.bench().count(shape) > LARGEST || shared.most() > LARGEST) {
      DefinitionProductions.elements(scope);
      return;
    }
    Frame frame = new Frame(scope);
    List<Index> first =
        DefinitionProductions.introduce(frame, a.shape().subList(0, a.shape().size() - 1));
    List<Index> second = DefinitionProductions.introduce(frame, rest);
    Index e = frame.introduce(shared);
    List<Index> left = new ArrayList<>(first);
    left.add(e);
    List<Index> right = new ArrayList<>(second);
    right.add(axis, e);
    Expressions expressions = new Expressions(frame);
    Value product = product(expressions, a, left, b, right);
    Value sum = sum(frame, expressions, product, List.of(e));
    List<Index> targets = new ArrayList<>(first);
    targets.addAll(second);
    scope.define(frame, targets, expressions.arithmetic().tame(sum), expressions.conditions(4));
  }

  private static Value product(
      Expressions expressions, Variable a, List<Index> left, Variable b, List<Index> right) {
    double limit = 1 << 8;
    Value x = expressions.arithmetic().within(expressions.element(a, left), limit);
    Value y = expressions.arithmetic().within(expressions.element(b, right), limit);
    return new Value(
        new Term.Arithmetic(Operator.MULTIPLY, x.term(), y.term()),
        a.kind(),
        x.range().times(y.range()),
        x.masked() || y.masked());
  }

  private static Value sum(Frame frame, Expressions expressions, Value body, List<Index> reduced) {
    double count = 1;
    for (Index index : reduced) {
      count *=
          (double)
              (body.kind() == Kind.WHOLE
                  ? index.extent().most()
                  : frame.scope().bench().reach(index.extent()));
    }
    Value limited = expressions.arithmetic().reducible(body, count);
    List<String> conditions = expressions.conditions(5);
    List<String> introduced = reduced.stream().map(frame::introduction).toList();
    frame.leave(reduced);
    Term call = new Term.Call("sum", introduced, List.of(new Masked(limited.term(), conditions)));
    return new Value(call, body.kind(), limited.range().repeated(count), false);
  }
}
