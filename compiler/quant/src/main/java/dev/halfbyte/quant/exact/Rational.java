package dev.halfbyte.quant.exact;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/// An exact fraction in lowest terms with a positive denominator.
public record Rational(BigInteger numerator, BigInteger denominator)
    implements Comparable<Rational> {
  public static final Rational ZERO = of(0);
  public static final Rational ONE = of(1);

  public Rational {
    if (denominator.signum() == 0) {
      throw new ArithmeticException("fraction over zero");
    }
    BigInteger divisor = numerator.gcd(denominator);
    if (denominator.signum() < 0) {
      divisor = divisor.negate();
    }
    numerator = numerator.divide(divisor);
    denominator = denominator.divide(divisor);
  }

  public static Rational of(long value) {
    return new Rational(BigInteger.valueOf(value), BigInteger.ONE);
  }

  /// The exact value of a finite binary32 number.
  public static Rational of(float value) {
    if (!Float.isFinite(value)) {
      throw new ArithmeticException("not a number with a value: " + value);
    }
    int bits = Float.floatToRawIntBits(value);
    int biased = (bits >>> 23) & 0xff;
    long fraction = bits & 0x7fffff;
    // Subnormal numbers have no hidden bit and the exponent of the smallest normal ones.
    long magnitude = biased == 0 ? fraction : fraction | 0x800000;
    int exponent = Math.max(biased, 1) - 150;
    BigInteger mantissa = BigInteger.valueOf(bits < 0 ? -magnitude : magnitude);
    return exponent >= 0
        ? new Rational(mantissa.shiftLeft(exponent), BigInteger.ONE)
        : new Rational(mantissa, BigInteger.ONE.shiftLeft(-exponent));
  }

  public Rational times(Rational other) {
    return new Rational(
        numerator.multiply(other.numerator), denominator.multiply(other.denominator));
  }

  public Rational dividedBy(Rational other) {
    return new Rational(
        numerator.multiply(other.denominator), denominator.multiply(other.numerator));
  }

  public Rational plus(Rational other) {
    return new Rational(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  public Rational negate() {
    return new Rational(numerator.negate(), denominator);
  }

  public int signum() {
    return numerator.signum();
  }

  /// `this * 2^exponent`.
  public Rational scaleByPowerOfTwo(int exponent) {
    return exponent >= 0
        ? new Rational(numerator.shiftLeft(exponent), denominator)
        : new Rational(numerator, denominator.shiftLeft(-exponent));
  }

  /// The largest `e` with `2^e <= this`, for positive values.
  public int floorLog2() {
    if (signum() <= 0) {
      throw new ArithmeticException("logarithm of " + this);
    }
    int estimate = numerator.bitLength() - denominator.bitLength();
    return scaleByPowerOfTwo(-estimate).compareTo(ONE) >= 0 ? estimate : estimate - 1;
  }

  /// The nearest integer, ties to even.
  public BigInteger round() {
    BigInteger two = BigInteger.TWO;
    BigInteger[] halves =
        numerator.multiply(two).add(denominator).divideAndRemainder(denominator.multiply(two));
    BigInteger floor = halves[1].signum() < 0 ? halves[0].subtract(BigInteger.ONE) : halves[0];
    boolean tie = halves[1].signum() == 0;
    return tie && floor.testBit(0) ? floor.subtract(BigInteger.ONE) : floor;
  }

  @Override
  public int compareTo(Rational other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
  }

  /// A nearby double, for reports only.
  public double approximate() {
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator), MathContext.DECIMAL64)
        .doubleValue();
  }

  @Override
  public String toString() {
    return denominator.equals(BigInteger.ONE)
        ? numerator.toString()
        : numerator + "/" + denominator;
  }
}
