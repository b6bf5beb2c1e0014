package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.TYPE;

import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.ast.Expr;
import dev.halfbyte.frontend.ast.Expr.BinaryOperator;
import dev.halfbyte.frontend.ast.Expr.UnaryOperator;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Element types of arithmetic. Numbers without a type of their own take that of the other operand,
/// else f32.
final class Numbers {
  private Numbers() {}

  /// A number that depends on the dimensions.
  static Checked size(Extent extent, Span span) {
    OptionalLong constant = extent.constant();
    Expr expr =
        constant.isPresent()
            ? new Expr.Constant((float) constant.getAsLong(), ElementType.F32, span)
            : new Expr.Size(extent, ElementType.F32, span);
    return new Checked(expr, List.of(), constant, 1, 1);
  }

  static Checked negate(Checked operand, Span span) {
    if (operand.expr() instanceof Expr.Constant(double value, ElementType type, Span _)) {
      OptionalLong exact =
          operand.whole().isPresent()
              ? OptionalLong.of(-operand.whole().getAsLong())
              : OptionalLong.empty();
      return new Checked(new Expr.Constant(-value, type, span), List.of(), exact, 1, 1);
    }
    return Checked.of(new Expr.Unary(UnaryOperator.NEGATE, operand.expr(), span), List.of(operand));
  }

  static Optional<Checked> arithmetic(
      Reporter reporter, Expression.Arithmetic expression, Checked left, Checked right) {
    BinaryOperator operator =
        switch (expression.operator()) {
          case ADD -> BinaryOperator.ADD;
          case SUBTRACT -> BinaryOperator.SUBTRACT;
          case MULTIPLY -> BinaryOperator.MULTIPLY;
          case DIVIDE -> BinaryOperator.DIVIDE;
        };
    return binary(reporter, operator, left, right, expression.span());
  }

  static Optional<Checked> binary(
      Reporter reporter, BinaryOperator operator, Checked left, Checked right, Span span) {
    ElementType leftType = left.expr().type();
    ElementType rightType = right.expr().type();
    Optional<Checked> first = Optional.of(left);
    Optional<Checked> second = Optional.of(right);
    if (left.isFlexible() && !right.isFlexible()) {
      first = as(reporter, left, rightType);
    } else if (right.isFlexible() && !left.isFlexible()) {
      second = as(reporter, right, leftType);
    } else if (!leftType.equals(rightType)) {
      reporter.report(
          Diagnostic.error(
                  TYPE, span, "the operands are `%s` and `%s`".formatted(leftType, rightType))
              .label(left.expr().span(), "`" + leftType + "`")
              .label(right.expr().span(), "`" + rightType + "`")
              .help("both operands of an operation have one type; there are no conversions"));
      return Optional.empty();
    }
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    Expr expr = new Expr.Binary(operator, first.get().expr(), second.get().expr(), span);
    if (operator == BinaryOperator.DIVIDE && !isFloat(expr)) {
      reporter.error(TYPE, span, "`/` divides f32; these are integers");
      return Optional.empty();
    }
    return Optional.of(Checked.of(expr, List.of(first.get(), second.get())));
  }

  /// A flexible number as `type`; absent, and reported, if it has no exact value there.
  static Optional<Checked> as(Reporter reporter, Checked number, ElementType type) {
    if (number.expr().type().equals(type)) {
      return Optional.of(number);
    }
    if (number.expr() instanceof Expr.Size(Extent extent, ElementType _, Span span)) {
      return Optional.of(Checked.leaf(new Expr.Size(extent, type, span)));
    }
    long value = number.whole().orElse(Long.MAX_VALUE);
    if (value != (int) value) {
      reporter.error(TYPE, number.expr().span(), "this number is no `" + type + "`");
      return Optional.empty();
    }
    return Optional.of(Checked.leaf(new Expr.Constant(value, type, number.expr().span())));
  }

  static boolean isFloat(Expr expr) {
    return expr.type().equals(ElementType.F32);
  }
}
