package dev.halfbyte.loop.lower;

import static dev.halfbyte.loop.lower.Expressions.add;
import static dev.halfbyte.loop.lower.Expressions.f32;
import static dev.halfbyte.loop.lower.Expressions.i32;
import static dev.halfbyte.loop.lower.Expressions.mul;
import static dev.halfbyte.loop.lower.Expressions.shl;
import static dev.halfbyte.loop.lower.Expressions.shr;
import static dev.halfbyte.loop.lower.Expressions.sub;

import dev.halfbyte.ir.math.FloatFunctions;
import dev.halfbyte.ir.math.Polynomial;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Expression.CompareKind;
import dev.halfbyte.loop.RegisterType;
import java.util.List;

/// Float functions as scalar operations, step by step as [FloatFunctions] writes them.
///
/// The one place where they are expanded, so that targets cannot differ.
final class FloatExpansion {
  private static final int SIGN = 0x80000000;

  private FloatExpansion() {}

  /// Whether results of a function hold no NaN but the canonical one, which stands for a NaN
  /// argument and, in `log`, for a negative one; all others give numbers.
  static boolean isCanonical(Unary.Kind function) {
    return switch (function) {
      case EXP, EXP2, LOG, ERF, TANH -> true;
      case NEG, ABS, SQRT, LEADING_ONE, NORMALIZE -> false;
    };
  }

  /// Results are normal numbers from the least argument on (`ExponentialRangeTest`), so none has to
  /// become +0 behind the comparison with it.
  static Expression exp(Body body, Expression x) {
    FloatFunctions.Exponential table = FloatFunctions.EXP;
    Expression core = core(body, x);
    Expression inRange =
        select(CompareKind.GT, x, f32(table.greatest()), f32(Float.POSITIVE_INFINITY), core);
    Expression result = select(CompareKind.LT, x, f32(table.least()), f32(0), inRange);
    return numbers(x, body.name("e", result));
  }

  static Expression exp2(Body body, Expression x) {
    FloatFunctions.BaseTwoExponential table = FloatFunctions.EXP2;
    Expression t = body.name("t", add(x, f32(table.shift())));
    Expression n = body.name("n", sub(t, f32(table.shift())));
    Expression r = body.name("r", mul(sub(x, n), f32(table.ln2())));
    Expression core = scaled(body, table.tail(), r, t, table.shift());
    Expression inRange =
        select(CompareKind.GT, x, f32(table.greatest()), f32(Float.POSITIVE_INFINITY), core);
    Expression result = select(CompareKind.LT, x, f32(table.least()), f32(0), inRange);
    return numbers(x, body.name("e", result));
  }

  private static Expression core(Body body, Expression x) {
    FloatFunctions.Exponential table = FloatFunctions.EXP;
    Expression t = body.name("t", fma(x, f32(table.log2e()), f32(table.shift())));
    Expression n = body.name("n", sub(t, f32(table.shift())));
    Expression high = body.name("r", fma(n, f32(-table.ln2High()), x));
    Expression r = body.name("r", fma(n, f32(-table.ln2Low()), high));
    return scaled(body, table.tail(), r, t, table.shift());
  }

  /// `e^r * 2^n`, where `t = n + shift` holds n in its low bits.
  private static Expression scaled(
      Body body, Polynomial coefficients, Expression r, Expression t, float shift) {
    Expression tail = fma(polynomial(body, coefficients, r), mul(r, r), r);
    Expression p = body.name("p", add(f32(1), tail));
    Expression exponent = sub(bits(t), i32(Float.floatToRawIntBits(shift)));
    return body.name("c", asFloat(add(bits(p), shl(exponent, i32(23)))));
  }

  static Expression log(Body body, Expression x) {
    FloatFunctions.Logarithm table = FloatFunctions.LOG;
    Expression small =
        body.name(
            "small",
            new Expression.Compare(CompareKind.LT, x, f32(FloatFunctions.SMALLEST_NORMAL)));
    Expression y =
        body.name("y", bits(new Expression.Select(small, mul(x, f32(table.subnormalScale())), x)));
    Expression e = body.name("e", shr(sub(y, i32(table.offset())), i32(23)));
    Expression m = asFloat(sub(y, shl(e, i32(23))));
    Expression exponent = new Expression.Select(small, sub(e, i32(table.subnormalExponent())), e);
    Expression n = body.name("n", new Expression.Convert(RegisterType.F32, exponent));
    Expression f = body.name("f", sub(m, f32(1)));
    Expression c = fma(polynomial(body, table.tail(), f), f, f32(-0.5f));
    Expression a = fma(n, f32(table.ln2Low()), f);
    Expression value = fma(n, f32(table.ln2High()), fma(c, mul(f, f), a));
    Expression infinity = f32(Float.POSITIVE_INFINITY);
    Expression finite = select(CompareKind.EQ, x, infinity, infinity, body.name("l", value));
    Expression positive = select(CompareKind.EQ, x, f32(0), f32(Float.NEGATIVE_INFINITY), finite);
    Expression result = select(CompareKind.LT, x, f32(0), f32(Float.NaN), positive);
    return finish(body, x, body.name("l", result));
  }

  static Expression erf(Body body, Expression x) {
    FloatFunctions.ErrorFunction table = FloatFunctions.ERF;
    Expression t = magnitude(body, x);
    Expression square = body.name("s", mul(x, x));
    Expression near = body.name("near", fma(polynomial(body, table.small(), square), x, x));
    Expression u = clamp(body, t, table.clamp());
    Expression large = polynomial(body, table.large(), u);
    Expression z = body.name("z", new Expression.Unary(Expression.UnaryKind.NEG, fma(large, u, u)));
    Expression far = body.name("far", sub(f32(1), core(body, z)));
    return split(body, x, t, table.split(), near, far);
  }

  static Expression tanh(Body body, Expression x) {
    FloatFunctions.HyperbolicTangent table = FloatFunctions.TANH;
    Expression t = magnitude(body, x);
    Expression s = body.name("s", mul(x, x));
    Expression near = body.name("near", fma(mul(polynomial(body, table.small(), s), s), x, x));
    Expression u = clamp(body, t, table.clamp());
    Expression power = core(body, body.name("u", add(u, u)));
    Expression quotient = Expressions.binary(Expression.BinaryKind.DIV, f32(2), add(power, f32(1)));
    Expression far = body.name("far", sub(f32(1), quotient));
    return split(body, x, t, table.split(), near, far);
  }

  private static Expression magnitude(Body body, Expression x) {
    return body.name("t", new Expression.Unary(Expression.UnaryKind.ABS, x));
  }

  private static Expression clamp(Body body, Expression t, float limit) {
    return body.name("u", Expressions.min(t, f32(limit)));
  }

  /// `t < split ? near : copysign(far, x)`, then the common rules.
  private static Expression split(
      Body body, Expression x, Expression t, float split, Expression near, Expression far) {
    Expression sign = binary(Expression.BinaryKind.AND, bits(x), i32(SIGN));
    Expression size = binary(Expression.BinaryKind.AND, bits(far), i32(~SIGN));
    Expression signed = asFloat(binary(Expression.BinaryKind.OR, size, sign));
    Expression result =
        body.name("y", select(CompareKind.LT, t, f32(split), near, body.name("far", signed)));
    return finish(body, x, result);
  }

  /// Results below the smallest normal number become +0; a NaN argument gives NaN.
  private static Expression finish(Body body, Expression x, Expression result) {
    Expression size = new Expression.Unary(Expression.UnaryKind.ABS, result);
    Expression normal =
        select(CompareKind.LT, size, f32(FloatFunctions.SMALLEST_NORMAL), f32(0), result);
    return numbers(x, body.name("y", normal));
  }

  /// `result`, but NaN for a NaN argument.
  private static Expression numbers(Expression x, Expression result) {
    return select(CompareKind.NE, x, x, f32(Float.NaN), result);
  }

  private static Expression polynomial(Body body, Polynomial polynomial, Expression x) {
    List<Float> coefficients = polynomial.coefficients().reversed();
    Expression sum = f32(coefficients.getFirst());
    for (float coefficient : coefficients.subList(1, coefficients.size())) {
      sum = fma(sum, x, f32(coefficient));
    }
    return body.name("q", sum);
  }

  private static Expression select(
      CompareKind kind, Expression a, Expression b, Expression then, Expression otherwise) {
    return new Expression.Select(new Expression.Compare(kind, a, b), then, otherwise);
  }

  private static Expression binary(Expression.BinaryKind kind, Expression a, Expression b) {
    return Expressions.binary(kind, a, b);
  }

  private static Expression fma(Expression a, Expression b, Expression c) {
    return new Expression.Fma(a, b, c);
  }

  private static Expression bits(Expression x) {
    return new Expression.Bitcast(RegisterType.I32, x);
  }

  private static Expression asFloat(Expression x) {
    return new Expression.Bitcast(RegisterType.F32, x);
  }
}
