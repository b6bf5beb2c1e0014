package dev.halfbyte.interp;

/// Integer functions that no single Java method gives.
final class Integers {
  private Integers() {}

  /// `floor(sqrt(x))` for `x >= 0`.
  static long sqrt(long x) {
    if (x < 0) {
      throw new IllegalArgumentException("root of " + x);
    }
    // The double is off by one at most: both roundings are relative to 2^-53, and a root has 32
    // bits.
    long root = (long) Math.sqrt((double) x);
    long rest = x - root * root;
    if (rest < 0) {
      return root - 1;
    }
    // Not by the next square, which may leave 63 bits.
    return rest > 2 * root ? root + 1 : root;
  }

  /// `floor(log2 x)`, 0 for `x < 1`.
  static long leadingOne(long x) {
    return x < 1 ? 0 : Long.SIZE - 1L - Long.numberOfLeadingZeros(x);
  }

  /// `x` shifted left until the bit below the sign of `bits` bits is set; 0 for `x < 1`.
  static long normalize(long x, int bits) {
    return x < 1 ? 0 : x << (bits - 2 - leadingOne(x));
  }

  /// `x * 2^amount`, which fits 64 bits.
  static long shiftLeft(long x, long amount) {
    return Math.multiplyExact(x, 1L << amount);
  }
}
