package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.KIND_OF_NAME;
import static dev.halfbyte.frontend.fault.FrontendCode.NO_MEANING_YET;
import static dev.halfbyte.frontend.fault.FrontendCode.PADDING;
import static dev.halfbyte.frontend.fault.FrontendCode.RANK;

import dev.halfbyte.frontend.ast.Condition;
import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.ast.Expr;
import dev.halfbyte.frontend.ast.Index;
import dev.halfbyte.frontend.ast.IndexExpression;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Checks the values of one definition.
///
/// In a whole-tensor definition, tensors may stand without subscripts: the first one sets the axes,
/// which get indices of their own, and the others must have the same shape. Scalars fit everywhere.
/// Inside reductions every access names its indices.
final class ValueChecker {
  private static final long LARGEST = 10_000;
  private static final int DEEPEST = 300;

  /// The axes of a whole-tensor definition and the expression that set them.
  private record Axes(List<Index> indices, Span span) {}

  private final KernelBuilder kernel;
  private final Reporter reporter;
  private final IndexRanges ranges;
  private final boolean whole;
  private final Calls calls;
  private Optional<Axes> axes = Optional.empty();
  private int reductions;

  /// @param whole whether tensors may stand without subscripts
  ValueChecker(KernelBuilder kernel, IndexRanges ranges, boolean whole) {
    this.kernel = kernel;
    this.reporter = kernel.reporter();
    this.ranges = ranges;
    this.whole = whole;
    this.calls = new Calls(kernel, this, ranges);
  }

  /// The axes of a whole-tensor definition once its value is checked, none for a scalar.
  List<Index> axes() {
    return axes.map(Axes::indices).orElse(List.of());
  }

  /// The value; absent if something was reported.
  Optional<Checked> value(Expression expression, Scope scope) {
    try {
      return kernel.enter(expression.span())
          ? form(expression, scope).filter(checked -> isBounded(checked, expression))
          : Optional.empty();
    } finally {
      kernel.leave();
    }
  }

  private Optional<Checked> form(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Literal literal -> Optional.of(literal(literal));
      case Expression.Reference reference -> reference(reference, scope);
      case Expression.Call call -> calls.call(call, scope);
      case Expression.Negate negate ->
          value(negate.operand(), scope).map(operand -> Numbers.negate(operand, negate.span()));
      case Expression.Arithmetic arithmetic -> {
        Optional<Checked> left = value(arithmetic.left(), scope);
        Optional<Checked> right = value(arithmetic.right(), scope);
        yield left.isEmpty() || right.isEmpty()
            ? Optional.empty()
            : Numbers.arithmetic(reporter, arithmetic, left.get(), right.get());
      }
    };
  }

  /// Inlining can make expressions large that are small in the text.
  private boolean isBounded(Checked checked, Expression expression) {
    boolean bounded = checked.size() <= LARGEST && checked.height() <= DEEPEST;
    if (!bounded) {
      kernel.giveUp(expression.span());
    }
    return bounded;
  }

  /// Checks what is inside a reduction, where every access names its indices.
  Optional<Checked> reduced(Expression expression, Scope scope) {
    reductions++;
    try {
      return value(expression, scope);
    } finally {
      reductions--;
    }
  }

  private static Checked literal(Expression.Literal literal) {
    double value = Float.parseFloat(literal.text());
    Expr expr = new Expr.Constant(value, ElementType.F32, literal.span());
    OptionalLong exact =
        literal.whole() ? OptionalLong.of(Long.parseLong(literal.text())) : OptionalLong.empty();
    return new Checked(expr, List.of(), exact, 1, 1);
  }

  private Optional<Checked> reference(Expression.Reference reference, Scope scope) {
    Symbol symbol = scope.lookup(reference.name());
    boolean bare = reference.subscripts().isEmpty();
    return switch (symbol) {
      case Symbol.Faulty _ -> Optional.empty();
      case Symbol.Array array -> element(array, reference, scope);
      case Symbol.Size(Extent extent) when bare ->
          Optional.of(Numbers.size(extent, reference.span()));
      case Symbol.Value(Checked value) when bare -> Optional.of(value);
      case Symbol.Iteration _ when bare -> {
        reporter.report(
            Diagnostic.error(
                    KIND_OF_NAME,
                    reference.span(),
                    "the index `" + reference.name() + "` is no value")
                .help("indices stand in subscripts and in `where` clauses"));
        yield Optional.empty();
      }
      case Symbol.Size _, Symbol.Value _, Symbol.Iteration _ -> {
        reporter.error(
            KIND_OF_NAME,
            reference.span(),
            "`%s` is %s and has no elements".formatted(reference.name(), symbol.kind()));
        yield Optional.empty();
      }
    };
  }

  private Optional<Checked> element(
      Symbol.Array array, Expression.Reference reference, Scope scope) {
    Optional<List<IndexExpression>> written = subscripts(reference, scope);
    boolean padded = reference.otherwise().isPresent();
    boolean sound = !padded || isZero(array, reference.otherwise().get());
    if (written.isEmpty() || !sound) {
      return Optional.empty();
    }
    List<Span> spans = new ArrayList<>();
    array.leading().forEach(_ -> spans.add(reference.span()));
    reference.subscripts().forEach(subscript -> spans.add(subscript.span()));
    List<IndexExpression> subscripts = new ArrayList<>(array.leading());
    subscripts.addAll(written.get());
    Symbol.Array slice =
        new Symbol.Array(array.tensor(), subscripts, array.maskIndices(), array.mask());
    if (!hasAxes(slice, reference)) {
      return Optional.empty();
    }
    return access(slice, spans, padded, reference.span());
  }

  /// The subscripts of a reference, absent if something was reported.
  Optional<List<IndexExpression>> subscripts(Expression.Reference reference, Scope scope) {
    List<IndexExpression> subscripts = new ArrayList<>();
    for (Expression subscript : reference.subscripts()) {
      Affine.subscript(reporter, subscript, scope, ranges).ifPresent(subscripts::add);
    }
    return subscripts.size() == reference.subscripts().size()
        ? Optional.of(subscripts)
        : Optional.empty();
  }

  /// Whether a tensor has as many axes as there are subscripts; reports it otherwise.
  boolean hasAxes(Symbol.Array slice, Expression.Reference reference) {
    Tensor tensor = slice.tensor();
    if (slice.leading().size() <= tensor.rank()) {
      return true;
    }
    rank(reference, tensor, "%d subscripts are too many".formatted(slice.leading().size()));
    return false;
  }

  private void rank(Expression reference, Tensor tensor, String message) {
    reporter.report(
        Diagnostic.error(
                RANK,
                reference.span(),
                "`%s` has %d axes; %s".formatted(tensor.name(), tensor.rank(), message))
            .label(tensor.span(), "declared here"));
  }

  private boolean isZero(Symbol.Array array, Expression otherwise) {
    boolean zero =
        otherwise instanceof Expression.Literal literal && Float.parseFloat(literal.text()) == 0;
    if (!zero) {
      reporter.error(PADDING, otherwise.span(), "elements outside a tensor can only be read as 0");
    } else if (!array.mask().isEmpty()) {
      reporter.error(
          NO_MEANING_YET,
          otherwise.span(),
          "`else` on a tensor with absent elements has no meaning yet");
    }
    return zero && array.mask().isEmpty();
  }

  /// An access to a tensor that a call has computed.
  Optional<Checked> access(Symbol.Array array, Span span) {
    return access(array, List.of(), false, span);
  }

  private Optional<Checked> access(
      Symbol.Array slice, List<Span> spans, boolean padded, Span span) {
    Tensor tensor = slice.tensor();
    int missing = tensor.rank() - slice.leading().size();
    List<IndexExpression> subscripts = new ArrayList<>(slice.leading());
    if (missing > 0) {
      Optional<List<Index>> indices = axes(tensor, missing, span);
      if (indices.isEmpty()) {
        return Optional.empty();
      }
      indices.get().forEach(index -> subscripts.add(IndexExpression.of(index)));
    }
    for (int axis = 0; axis < tensor.rank(); axis++) {
      Span place = axis < spans.size() ? spans.get(axis) : span;
      ranges.use(tensor, axis, subscripts.get(axis), padded, place);
    }
    Expr expr = new Expr.Access(tensor, subscripts, padded, span);
    List<Condition> presence = Conditions.at(slice, subscripts);
    return Optional.of(Checked.leaf(expr, presence));
  }

  /// The indices of the axes of a whole-tensor definition, for an operand with `count` axes.
  private Optional<List<Index>> axes(Tensor tensor, int count, Span span) {
    if (!whole || reductions > 0) {
      reporter.report(
          Diagnostic.error(
                  RANK,
                  span,
                  "`%s` has %d axes; %d more subscripts are needed here"
                      .formatted(tensor.name(), tensor.rank(), count))
              .label(tensor.span(), "declared here")
              .help(
                  reductions > 0
                      ? "inside a reduction every access names its indices"
                      : "for a whole tensor write a definition without indices: `y = ...`"));
      return Optional.empty();
    }
    if (axes.isEmpty()) {
      List<Index> fresh = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        fresh.add(kernel.newIndex("i" + i, span));
      }
      fresh.forEach(ranges::addAxis);
      axes = Optional.of(new Axes(fresh, span));
    }
    Axes known = axes.get();
    if (known.indices.size() != count) {
      reporter.report(
          Diagnostic.error(
                  RANK,
                  span,
                  "an operand with %d axes meets one with %d"
                      .formatted(count, known.indices.size()))
              .label(known.span, "the other operand")
              .help("name the indices: `y[i, j] = a[i, j] + b[j]`"));
      return Optional.empty();
    }
    return Optional.of(known.indices);
  }
}
