package dev.halfbyte.rtl;

import java.util.Random;

/// Operands of products for tests of the forms in gates.
final class Factors {
  private Factors() {}

  /// A signed number of `bits` bits, in one of four cases zero or an end of the range.
  static long signed(Random random, int bits) {
    return switch (random.nextInt(12)) {
      case 0 -> 0;
      case 1 -> mask(bits - 1);
      case 2 -> ~mask(bits - 1);
      default -> random.nextLong() >> Long.SIZE - bits;
    };
  }

  /// Returns `bits` ones, 1 to 63 of them.
  static long mask(int bits) {
    return (1L << bits) - 1;
  }
}
