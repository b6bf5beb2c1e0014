package dev.halfbyte.frontend.ast;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/// An exact fraction, in lowest terms.
///
/// @param denominator at least 1
public record Rational(BigInteger numerator, BigInteger denominator) {
  /// Reduces to lowest terms; the denominator must be positive.
  public Rational {
    if (denominator.signum() <= 0) {
      throw new ArithmeticException("denominator " + denominator);
    }
    BigInteger common = numerator.gcd(denominator);
    numerator = numerator.divide(common);
    denominator = denominator.divide(common);
  }

  /// The exact value of a decimal number.
  public static Rational of(BigDecimal decimal) {
    BigInteger unscaled = decimal.unscaledValue();
    return decimal.scale() >= 0
        ? new Rational(unscaled, BigInteger.TEN.pow(decimal.scale()))
        : new Rational(unscaled.multiply(BigInteger.TEN.pow(-decimal.scale())), BigInteger.ONE);
  }

  /// The quotient; throws [ArithmeticException] unless `divisor` is positive.
  public Rational dividedBy(Rational divisor) {
    return new Rational(
        numerator.multiply(divisor.denominator), denominator.multiply(divisor.numerator));
  }

  /// The product.
  public Rational times(long factor) {
    return new Rational(numerator.multiply(BigInteger.valueOf(factor)), denominator);
  }

  /// The nearest double.
  public double doubleValue() {
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator), MathContext.DECIMAL64)
        .doubleValue();
  }

  /// `3` or `3/4`.
  @Override
  public String toString() {
    return denominator.equals(BigInteger.ONE)
        ? numerator.toString()
        : numerator + "/" + denominator;
  }
}
