package dev.halfbyte.frontend.extent;

import java.math.BigInteger;

/// All whole numbers from `minimum` to `maximum`.
public record Interval(BigInteger minimum, BigInteger maximum) {
  static Interval of(long minimum, long maximum) {
    return new Interval(BigInteger.valueOf(minimum), BigInteger.valueOf(maximum));
  }

  BigInteger width() {
    return maximum.subtract(minimum);
  }

  /// The range of `floor(x / divisor)` for the numbers `x` of this range.
  Interval floorDiv(long divisor) {
    return new Interval(floor(minimum, divisor), floor(maximum, divisor));
  }

  private static BigInteger floor(BigInteger value, long divisor) {
    BigInteger[] parts = value.divideAndRemainder(BigInteger.valueOf(divisor));
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }
}
