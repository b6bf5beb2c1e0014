package dev.halfbyte.backend.verilog.cmd;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// The steps of the integer formulas in numbers of any size.
final class Exact {
  private Exact() {}

  /// Returns `value / 2^shift`, rounded to the nearest integer, ties up.
  static BigInteger shifted(BigInteger value, int shift) {
    BigDecimal quotient = new BigDecimal(value).divide(new BigDecimal(BigInteger.TWO.pow(shift)));
    RoundingMode ties = value.signum() < 0 ? RoundingMode.HALF_DOWN : RoundingMode.HALF_UP;
    return quotient.setScale(0, ties).toBigInteger();
  }

  static int clamped(BigInteger value, int lo, int hi) {
    return value.max(big(lo)).min(big(hi)).intValueExact();
  }

  /// Returns the number of `bits` bits that is congruent to a value.
  static int wrapped(BigInteger value, int bits, boolean signed) {
    BigInteger range = BigInteger.TWO.pow(bits);
    BigInteger rest = value.mod(range);
    boolean negative = signed && rest.testBit(bits - 1);
    return (negative ? rest.subtract(range) : rest).intValueExact();
  }

  static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
