package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.kernel.Frame.Index;
import dev.halfbyte.testkit.kernel.Term.Masked;
import dev.halfbyte.testkit.kernel.Variable.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes expressions over the indices of one definition.
final class Expressions {
  private static final List<Double> NUMBERS = List.of(2.0, 1.0, 0.5, 3.0, -1.0, 0.1, 0.25, 7.5);
  private static final List<Double> WHOLE_NUMBERS = List.of(2.0, 1.0, 3.0, -1.0, 7.0, -5.0);

  /// The most often that the body of a reduction is evaluated, for one definition.
  private static final long LARGEST = 1 << 14;

  private final Scope scope;
  private final Frame frame;
  private final Choices choices;
  private final Arithmetic arithmetic;

  Expressions(Frame frame) {
    this.frame = frame;
    this.scope = frame.scope();
    this.choices = scope.choices();
    this.arithmetic = new Arithmetic(choices);
  }

  Scope scope() {
    return scope;
  }

  Arithmetic arithmetic() {
    return arithmetic;
  }

  /// An expression that reads at least one tensor of the kind; there is one.
  Value value(Kind kind, int depth) {
    return grow(access(scope.choices().pick(scope.variables(kind))), depth);
  }

  /// An expression around a value.
  Value grow(Value first, int depth) {
    Value value = first;
    for (int step = 0; step < depth; step++) {
      int form = choices.below(7);
      value =
          switch (form) {
            case 0 -> {
              yield value;
            }
            case 1 -> arithmetic.unary(value);
            case 2 -> arithmetic.binary(value, number(value.kind()));
            case 3 -> arithmetic.binary(value, operand(value.kind(), depth - 1));
            case 4 ->
                value.kind() == Kind.FLOAT
                    ? arithmetic.quotient(value, operand(Kind.FLOAT, 0))
                    : arithmetic.unary(value);
            case 5 -> arithmetic.binary(value, reduction(value.kind(), depth - 1));
            default -> value.with(new Term.Group(value.term()), value.range());
          };
    }
    return value;
  }

  private Value operand(Kind kind, int depth) {
    return value(kind, Math.max(0, depth));
  }

  /// A number as it stands in the text, or one with a name.
  private Value number(Kind kind) {
    List<Value> named = scope.numbers().stream().filter(n -> n.kind() == kind).toList();
    List<Extent> sizes = scope.isKernel() ? scope.bench().dimensions().extents() : List.of();
    int form = choices.below(6);
    if (form == 4 && !named.isEmpty()) {
      return choices.pick(named);
    }
    if (form == 5 && !sizes.isEmpty()) {
      Extent extent = choices.pick(sizes);
      scope.bench().dimensions().pin(extent);
      double value = (double) scope.bench().dimensions().value(extent);
      return new Value(Term.name(extent.text()), kind, new Range(value, value), false);
    }
    return Value.number(choices.pick(kind == Kind.FLOAT ? NUMBERS : WHOLE_NUMBERS), kind);
  }

  /// An element of a tensor: axes of the extent of an index are read by it, others at a fixed place
  /// or with padding.
  Value access(Variable variable) {
    List<String> subscripts = new ArrayList<>();
    List<Index> read = new ArrayList<>();
    boolean padded = false;
    for (Extent extent : variable.shape()) {
      Optional<Index> index = indexOver(extent, read);
      index.ifPresent(read::add);
      if (index.isPresent()) {
        subscripts.add(index.get().name());
      } else if (extent.least() > 0) {
        subscripts.add(Long.toString(choices.below((int) Math.min(extent.least(), 4))));
      } else if (variable.masked()) {
        return fallback(variable);
      } else {
        subscripts.add("0");
        padded = true;
      }
    }
    read.forEach(Index::anchor);
    scope.use(variable);
    Range range = padded ? variable.range().union(new Range(0, 0)) : variable.range();
    return new Value(
        new Term.Reference(variable.name(), subscripts, padded),
        variable.kind(),
        range,
        variable.masked());
  }

  private Value fallback(Variable variable) {
    return Value.number(1, variable.kind());
  }

  private Optional<Index> indexOver(Extent extent, List<Index> read) {
    List<Index> all = frame.over(extent);
    List<Index> unread = all.stream().filter(index -> !read.contains(index)).toList();
    if (unread.isEmpty()) {
      return all.isEmpty() || choices.oneIn(2) ? Optional.empty() : Optional.of(all.getFirst());
    }
    return Optional.of(choices.pick(unread));
  }

  /// A reduction over some axes of a tensor; its other axes are read by the indices there are.
  Value reduction(Kind kind, int depth) {
    List<Variable> all = scope.variables(kind).stream().filter(v -> !v.shape().isEmpty()).toList();
    if (all.isEmpty()) {
      return value(kind, 0);
    }
    Variable variable = choices.pick(all);
    List<Index> fresh = new ArrayList<>();
    List<Index> subscripts = new ArrayList<>();
    for (Extent extent : variable.shape()) {
      List<Index> known = frame.over(extent);
      boolean last = fresh.isEmpty() && subscripts.size() == variable.shape().size() - 1;
      if (last || known.isEmpty() || choices.oneIn(3)) {
        fresh.add(frame.introduce(extent));
        subscripts.add(fresh.getLast());
      } else {
        subscripts.add(known.getFirst());
      }
    }
    if (work() > LARGEST || frame.indices().size() > 6) {
      frame.leave(fresh);
      return access(variable);
    }
    Value body = element(variable, subscripts);
    if (choices.oneIn(2)) {
      body = times(body, operand(kind, depth));
    } else if (depth > 0) {
      body = grow(body, depth - 1);
    }
    return reduce(body, fresh);
  }

  private Value times(Value left, Value right) {
    Value a = left;
    Value b = right;
    if (a.kind() == Kind.WHOLE) {
      a = arithmetic.within(a, 1 << 12);
      b = arithmetic.within(b, 1 << 12);
    }
    return new Value(
        new Term.Arithmetic(Term.Operator.MULTIPLY, a.term(), b.term()),
        a.kind(),
        a.range().times(b.range()),
        a.masked() || b.masked());
  }

  /// The element whose axes are read by these indices, one for each.
  Value element(Variable variable, List<Index> indices) {
    indices.forEach(Index::anchor);
    scope.use(variable);
    return new Value(
        new Term.Reference(variable.name(), indices.stream().map(Index::name).toList(), false),
        variable.kind(),
        variable.range(),
        variable.masked());
  }

  /// The sum or extremum of a body over the latest indices.
  Value reduce(Value unlimited, List<Index> reduced) {
    double most = 1;
    boolean maybeEmpty = unlimited.masked();
    for (Index index : reduced) {
      Extent extent = index.extent();
      most *=
          (double) (unlimited.kind() == Kind.WHOLE ? extent.most() : scope.bench().reach(extent));
      maybeEmpty |= extent.least() == 0;
    }
    Value body = arithmetic.reducible(unlimited, most);
    List<String> conditions = conditions(4);
    List<String> introduced = reduced.stream().map(frame::introduction).toList();
    frame.leave(reduced);
    maybeEmpty |= !conditions.isEmpty();
    boolean finite = scope.bench().options().quantized() || body.kind() == Kind.WHOLE;
    String function = choices.pick(List.of("sum", "max", "min", "sum"));
    boolean sum = function.equals("sum") || (finite && maybeEmpty);
    Term call =
        new Term.Call(
            sum ? "sum" : function, introduced, List.of(new Masked(body.term(), conditions)));
    Range range =
        sum ? body.range().repeated(most) : maybeEmpty ? Range.around(1e30) : body.range();
    return arithmetic.tame(new Value(call, body.kind(), range, false));
  }

  /// How often an expression at this place is evaluated.
  long work() {
    long work = 1;
    for (Index index : frame.indices()) {
      work *= Math.max(1, scope.bench().reach(index.extent()));
    }
    return work;
  }

  /// Conditions over the indices there are, in one of `rarity` cases.
  List<String> conditions(int rarity) {
    List<Index> indices = frame.indices();
    boolean quantized = scope.bench().options().quantized();
    if (indices.isEmpty() || quantized || !choices.oneIn(rarity)) {
      return List.of();
    }
    List<String> conditions = new ArrayList<>();
    for (int i = choices.between(1, 2); i > 0; i--) {
      conditions.add(condition(indices));
    }
    return conditions;
  }

  private String condition(List<Index> indices) {
    String last = indices.getLast().name();
    String other = choices.pick(indices).name();
    return switch (choices.below(7)) {
      case 0 -> last + " <= " + other;
      case 1 -> last + " > " + other + " - " + choices.between(1, 4);
      case 2 -> last + " >= " + choices.below(3);
      case 3 -> last + " == " + other;
      case 4 -> 2 + "*" + other + " < " + last + " + " + choices.between(1, 5);
      case 5 ->
          scope.canWrite(indices.getLast().extent())
              ? last + " < " + indices.getLast().extent().text() + " - 1"
              : last + " < " + 2;
      default -> "-" + last + " + " + choices.between(1, 6) + " >= " + other;
    };
  }
}
