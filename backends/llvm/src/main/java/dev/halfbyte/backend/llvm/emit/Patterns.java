package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Expression.BinaryKind;
import dev.halfbyte.loop.Expression.CompareKind;
import dev.halfbyte.loop.RegisterType;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Forms of expressions, as float functions are expanded to, that have a vector form
/// ([VectorForms]).
///
/// @param resolve gives the definition of a local that has only one, and other expressions as they
///   are
record Patterns(UnaryOperator<Expression> resolve) {
  /// `x` NaN: NaN; `x < least`: +0; `x > greatest`: +infinity; else `core`.
  record Range(Expression x, float least, float greatest, Expression core) {}

  /// `value`, which is 1 where `r` is a zero.
  record NearOne(Expression value, Expression r) {}

  Optional<Range> range(Expression.Select outer) {
    if (compares(outer, CompareKind.NE)
        && resolve.apply(outer.otherwise()) instanceof Expression.Select below
        && compares(below, CompareKind.LT)
        && below.otherwise() instanceof Expression.Select above
        && compares(above, CompareKind.GT)
        && outer.condition()
            instanceof Expression.Compare(CompareKind _, Expression x, Expression same)
        && x instanceof Expression.Use
        && same.equals(x)
        && below.condition()
            instanceof Expression.Compare(CompareKind _, Expression low, Expression least)
        && low.equals(x)
        && above.condition()
            instanceof Expression.Compare(CompareKind _, Expression high, Expression greatest)
        && high.equals(x)
        && is(outer.then(), Float.NaN)
        && is(below.then(), 0f)
        && is(above.then(), Float.POSITIVE_INFINITY)
        && least instanceof Expression.Constant from
        && greatest instanceof Expression.Constant to
        && from.asFloat() < 0
        && to.asFloat() > 0) {
      return Optional.of(new Range(x, from.asFloat(), to.asFloat(), above.otherwise()));
    }
    return Optional.empty();
  }

  private static boolean compares(Expression.Select select, CompareKind kind) {
    return select.condition() instanceof Expression.Compare compare
        && compare.kind() == kind
        && compare.left().type() == RegisterType.F32;
  }

  private static boolean is(Expression expression, float value) {
    return expression instanceof Expression.Constant c
        && c.type() == RegisterType.F32
        && Float.floatToRawIntBits(c.asFloat()) == Float.floatToRawIntBits(value);
  }

  /// `1 + fma(q, r * r, r)`, q a polynomial in r by Horner's rule with finite coefficients, where r
  /// is the product of a difference: of whole numbers it is 0.
  Optional<NearOne> nearOne(Expression.Binary sum) {
    if (sum.kind() == BinaryKind.ADD
        && is(sum.left(), 1f)
        && resolve.apply(sum.right())
            instanceof Expression.Fma(Expression q, Expression square, Expression r)
        && r instanceof Expression.Use
        && square.equals(new Expression.Binary(BinaryKind.MUL, r, r))
        && resolve.apply(r)
            instanceof Expression.Binary(BinaryKind times, Expression difference, Expression _)
        && times == BinaryKind.MUL
        && difference instanceof Expression.Binary(BinaryKind minus, Expression _, Expression _)
        && minus == BinaryKind.SUB) {
      return horner(q, r)
          .map(polynomial -> new Expression.Fma(polynomial, square, r))
          .map(tail -> new NearOne(new Expression.Binary(BinaryKind.ADD, sum.left(), tail), r));
    }
    return Optional.empty();
  }

  private Optional<Expression> horner(Expression expression, Expression r) {
    return switch (resolve.apply(expression)) {
      case Expression.Constant c when Float.isFinite(c.asFloat()) -> Optional.of(c);
      case Expression.Fma(Expression inner, Expression factor, Expression.Constant c)
          when factor.equals(r) && Float.isFinite(c.asFloat()) ->
          horner(inner, r).map(h -> new Expression.Fma(h, r, c));
      default -> Optional.empty();
    };
  }
}
