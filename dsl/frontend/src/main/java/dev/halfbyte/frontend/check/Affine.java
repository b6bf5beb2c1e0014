package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.CONDITION;
import static dev.halfbyte.frontend.fault.FrontendCode.EXTENT_RANGE;
import static dev.halfbyte.frontend.fault.FrontendCode.KIND_OF_NAME;
import static dev.halfbyte.frontend.fault.FrontendCode.NOT_AFFINE;
import static dev.halfbyte.frontend.fault.FrontendCode.NOT_AN_EXTENT;

import dev.halfbyte.frontend.ast.IndexExpression;
import dev.halfbyte.frontend.extent.Bounds;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.frontend.fault.FrontendCode;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads expressions as whole numbers: extents, subscripts, sides of conditions. Division rounds
/// down.
final class Affine {
  /// What the number is for.
  private enum Purpose {
    EXTENT(NOT_AN_EXTENT, "an extent"),
    SUBSCRIPT(NOT_AFFINE, "a subscript"),
    SIDE(CONDITION, "a condition");

    private final FrontendCode code;
    private final String noun;

    Purpose(FrontendCode code, String noun) {
      this.code = code;
      this.noun = noun;
    }
  }

  private final Reporter reporter;
  private final Purpose purpose;
  private final Optional<IndexRanges> owner;

  private Affine(Reporter reporter, Purpose purpose, Optional<IndexRanges> owner) {
    this.reporter = reporter;
    this.purpose = purpose;
    this.owner = owner;
  }

  /// The extent that `expression` states, at least 0 for all values of the dimensions; absent if
  /// something was reported.
  static Optional<Extent> extent(Reporter reporter, Expression expression, Scope scope) {
    Optional<Extent> extent = number(reporter, expression, scope);
    if (extent.isPresent() && !Bounds.isNonNegative(extent.get())) {
      reporter.report(
          Diagnostic.error(
                  EXTENT_RANGE,
                  expression.span(),
                  "this extent, `%s`, may be negative (from %s)"
                      .formatted(extent.get(), Bounds.of(extent.get()).minimum()))
              .help("give the dimensions bounds that keep it at 0 or above, e.g. `n: 4..256`"));
      return Optional.empty();
    }
    return extent;
  }

  /// The whole number that `expression` states, of any sign.
  static Optional<Extent> number(Reporter reporter, Expression expression, Scope scope) {
    return new Affine(reporter, Purpose.EXTENT, Optional.empty())
        .check(expression, scope)
        .flatMap(IndexExpression::withoutIndices);
  }

  /// A subscript of an access in the definition that `owner` belongs to.
  static Optional<IndexExpression> subscript(
      Reporter reporter, Expression expression, Scope scope, IndexRanges owner) {
    return new Affine(reporter, Purpose.SUBSCRIPT, Optional.of(owner)).check(expression, scope);
  }

  /// A side of a condition in the definition that `owner` belongs to.
  static Optional<IndexExpression> side(
      Reporter reporter, Expression expression, Scope scope, IndexRanges owner) {
    return new Affine(reporter, Purpose.SIDE, Optional.of(owner)).check(expression, scope);
  }

  private Optional<IndexExpression> check(Expression expression, Scope scope) {
    try {
      return evaluate(expression, scope);
    } catch (ArithmeticException e) {
      reporter.report(
          Diagnostic.error(
              EXTENT_RANGE, expression.span(), "this whole-number expression is too large"));
      return Optional.empty();
    }
  }

  private Optional<IndexExpression> evaluate(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Literal literal -> literal(literal);
      case Expression.Reference reference -> reference(reference, scope);
      case Expression.Call call ->
          fail(call.span(), "a call is no part of " + purpose.noun + ", which is a whole number");
      case Expression.Negate negate -> evaluate(negate.operand(), scope).map(e -> e.times(-1));
      case Expression.Arithmetic arithmetic -> {
        Optional<IndexExpression> left = evaluate(arithmetic.left(), scope);
        Optional<IndexExpression> right = evaluate(arithmetic.right(), scope);
        yield left.isEmpty() || right.isEmpty()
            ? Optional.empty()
            : arithmetic(arithmetic, left.get(), right.get());
      }
    };
  }

  private Optional<IndexExpression> literal(Expression.Literal literal) {
    return literal.whole()
        ? Optional.of(IndexExpression.of(Extent.of(Long.parseLong(literal.text()))))
        : fail(literal.span(), purpose.noun + " is a whole number");
  }

  private Optional<IndexExpression> reference(Expression.Reference reference, Scope scope) {
    Symbol symbol = scope.lookup(reference.name());
    boolean bare = reference.subscripts().isEmpty();
    return switch (symbol) {
      case Symbol.Size(Extent extent) when bare -> Optional.of(IndexExpression.of(extent));
      case Symbol.Iteration iteration when bare -> index(reference, iteration);
      case Symbol.Faulty _ -> Optional.empty();
      case Symbol.Size _, Symbol.Iteration _, Symbol.Array _, Symbol.Value _ ->
          fail(
              reference.span(),
              "%s is a whole number made of %s; `%s` is %s"
                  .formatted(
                      purpose.noun,
                      purpose == Purpose.EXTENT ? "dimensions" : "indices and dimensions",
                      reference.name(),
                      symbol.kind()));
    };
  }

  private Optional<IndexExpression> index(
      Expression.Reference reference, Symbol.Iteration iteration) {
    if (owner.isEmpty()) {
      return fail(
          reference.span(), "an extent cannot depend on the index `" + reference.name() + "`");
    }
    if (!owner.get().owns(iteration.index())) {
      reporter.report(
          Diagnostic.error(
                  KIND_OF_NAME,
                  reference.span(),
                  "a whole tensor is meant here, which cannot depend on the index `%s`"
                      .formatted(reference.name()))
              .label(iteration.index().span(), "introduced here")
              .help("define the tensor in a statement of its own"));
      return Optional.empty();
    }
    return Optional.of(IndexExpression.of(iteration.index()));
  }

  private Optional<IndexExpression> arithmetic(
      Expression.Arithmetic expression, IndexExpression left, IndexExpression right) {
    return switch (expression.operator()) {
      case ADD -> Optional.of(left.plus(right));
      case SUBTRACT -> Optional.of(left.minus(right));
      case MULTIPLY -> multiply(expression.span(), left, right);
      case DIVIDE -> divide(expression, left, right);
    };
  }

  private Optional<IndexExpression> multiply(
      Span span, IndexExpression left, IndexExpression right) {
    if (left.terms().isEmpty() && right.terms().isEmpty()) {
      return Optional.of(IndexExpression.of(left.offset().times(right.offset())));
    }
    OptionalLong leftFactor =
        left.terms().isEmpty() ? left.offset().constant() : OptionalLong.empty();
    OptionalLong rightFactor =
        right.terms().isEmpty() ? right.offset().constant() : OptionalLong.empty();
    if (leftFactor.isPresent()) {
      return Optional.of(right.times(leftFactor.getAsLong()));
    }
    if (rightFactor.isPresent()) {
      return Optional.of(left.times(rightFactor.getAsLong()));
    }
    return fail(span, "an index may be multiplied by a constant only");
  }

  private Optional<IndexExpression> divide(
      Expression.Arithmetic expression, IndexExpression left, IndexExpression right) {
    OptionalLong divisor =
        right.terms().isEmpty() ? right.offset().constant() : OptionalLong.empty();
    if (divisor.isEmpty() || divisor.getAsLong() < 1) {
      return fail(expression.right().span(), "the divisor must be a constant above 0");
    }
    if (!left.terms().isEmpty()) {
      return fail(expression.span(), "an index cannot be divided");
    }
    OptionalLong dividend = left.offset().constant();
    if (dividend.isPresent()
        && dividend.getAsLong() > 0
        && dividend.getAsLong() < divisor.getAsLong()
        && isLiteral(expression.left())) {
      reporter.report(
          Diagnostic.error(purpose.code, expression.span(), "whole numbers divide to 0 here")
              .help("for a fraction write a decimal point, e.g. `1.0 / 2`"));
      return Optional.empty();
    }
    return Optional.of(IndexExpression.of(left.offset().floorDiv(divisor.getAsLong())));
  }

  /// Whether no name takes part: `n / 2` is no mistake where `n` is 1.
  private static boolean isLiteral(Expression expression) {
    return switch (expression) {
      case Expression.Literal _ -> true;
      case Expression.Negate(Expression operand, Span _) -> isLiteral(operand);
      case Expression.Arithmetic(var _, Expression left, Expression right, Span _) ->
          isLiteral(left) && isLiteral(right);
      case Expression.Reference _, Expression.Call _ -> false;
    };
  }

  private Optional<IndexExpression> fail(Span span, String message) {
    reporter.error(purpose.code, span, message);
    return Optional.empty();
  }
}
