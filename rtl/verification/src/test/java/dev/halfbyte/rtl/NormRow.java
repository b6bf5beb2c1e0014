package dev.halfbyte.rtl;

import java.math.BigInteger;
import java.util.Arrays;

/// Normalization of one row by its definition, in numbers of any size.
final class NormRow {
  private final int[] elements;
  private final long sum;
  private final long squares;
  private final BigInteger variance;
  private final long taken;

  /// @param elements the numbers of the row
  /// @param rms whether the mean stays
  /// @param guard epsilon in units of the variance
  NormRow(int[] elements, boolean rms, long guard) {
    this.elements = elements.clone();
    sum = Arrays.stream(elements).asLongStream().sum();
    squares = Arrays.stream(elements).mapToLong(q -> (long) q * q).sum();
    taken = rms ? 0 : sum;
    variance =
        big(elements.length).multiply(big(squares)).subtract(big(taken).pow(2)).add(big(guard));
  }

  long sum() {
    return sum;
  }

  long squares() {
    return squares;
  }

  BigInteger variance() {
    return variance;
  }

  /// The pairs of bits below the highest one of the variance.
  int octave() {
    return (variance.bitLength() - 1) / 2;
  }

  /// The largest `r` of `rootBits` bits with `r^2 m <= 2^(2 rootBits + 30)`.
  static long reciprocalRoot(BigInteger value, int rootBits) {
    int down = 2 * ((value.bitLength() - 1) / 2 - 15);
    BigInteger mantissa = down >= 0 ? value.shiftRight(down) : value.shiftLeft(-down);
    BigInteger root = BigInteger.ONE.shiftLeft(2 * rootBits + 30).divide(mantissa).sqrt();
    return root.min(big((1L << rootBits) - 1)).longValueExact();
  }

  /// The normalized elements, with `fractionBits` fraction bits.
  int[] normals(int rootBits, int fractionBits) {
    BigInteger root = big(reciprocalRoot(variance, rootBits));
    int shift = rootBits + octave() - fractionBits;
    int[] normals = new int[elements.length];
    for (int c = 0; c < elements.length; c++) {
      long distance = (long) elements.length * elements[c] - taken;
      long z = shifted(big(distance).multiply(root), shift).longValueExact();
      normals[c] = Math.clamp(z, Short.MIN_VALUE, Short.MAX_VALUE);
    }
    return normals;
  }

  /// `x / 2^shift`, halves upwards.
  static BigInteger shifted(BigInteger x, int shift) {
    return x.add(BigInteger.ONE.shiftLeft(shift - 1)).shiftRight(shift);
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
