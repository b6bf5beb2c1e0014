package dev.halfbyte.loop.lower;

import java.math.BigInteger;
import java.util.Optional;

/// A requantization whose rounding, bias and zero point are one addend, and whose result is in the
/// high half of a 64-bit product: `(number * 2^u * multiplier + addend) >> 32 >> places`.
///
/// With `t` the least number that makes `s + t + u` at least 32, `multiplier = m * 2^t` and `addend
/// = (bias * m + 2^(s-1) + z * 2^s) * 2^(t+u)`, that is `z + ((number + bias) * m + 2^(s-1) >> s)`:
/// floors of floors are floors.
///
/// @param places 0 to 31
/// @param most no result is larger in magnitude
record ScaleEntry(long multiplier, long addend, long places, long most) {
  private static final BigInteger NARROW = BigInteger.TWO.pow(Integer.SIZE - 1);
  private static final BigInteger WIDE = BigInteger.TWO.pow(Long.SIZE - 1);

  /// The form for `multiplier`, `shift`, `bias` and zero point `zero`, unless a step can leave its
  /// width.
  ///
  /// @param up `u` of the formula
  /// @param largest no number is larger in magnitude
  static Optional<ScaleEntry> of(
      long multiplier, long shift, long bias, long zero, int up, BigInteger largest) {
    int more = Math.toIntExact(Math.max(0, Integer.SIZE - up - shift));
    int places = Math.toIntExact(shift + up + more - Integer.SIZE);
    BigInteger number = largest.shiftLeft(up);
    BigInteger scaled = BigInteger.valueOf(multiplier).shiftLeft(more);
    BigInteger half = BigInteger.TWO.pow(Math.toIntExact(shift - 1));
    BigInteger addend =
        BigInteger.valueOf(bias)
            .multiply(BigInteger.valueOf(multiplier))
            .add(half)
            .add(BigInteger.valueOf(zero).shiftLeft(Math.toIntExact(shift)))
            .shiftLeft(more + up);
    BigInteger sum = number.multiply(scaled.abs()).add(addend.abs());
    if (places >= Integer.SIZE
        || number.compareTo(NARROW) > 0
        || scaled.abs().compareTo(NARROW) >= 0
        || sum.compareTo(WIDE) >= 0) {
      return Optional.empty();
    }
    long most = sum.shiftRight(Integer.SIZE + places).longValueExact() + 1;
    return Optional.of(
        new ScaleEntry(scaled.longValueExact(), addend.longValueExact(), places, most));
  }

  /// The addend divided by the power of two in the multiplier, rounded down.
  long shortAddend() {
    return multiplier == 0 ? addend : addend >> Long.numberOfTrailingZeros(multiplier);
  }
}
