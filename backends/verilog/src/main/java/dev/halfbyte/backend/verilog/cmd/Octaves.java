package dev.halfbyte.backend.verilog.cmd;

/// Powers of two and their logarithms in sixteenths of an octave, as `norm early` takes them.
final class Octaves {
  private static final int SIXTEENTHS = 16;

  /// Fraction bits of a power.
  private static final int POINT = 14;

  /// Bits of a mantissa behind its highest one.
  private static final int FRACTION = 7;

  private Octaves() {}

  /// Returns W of a distance: `2^(-distance / 16)` in units of `2^-14`, the mantissa rounded.
  static int power(int distance) {
    double octaves = -(distance % SIXTEENTHS) / (double) SIXTEENTHS;
    return (int) Math.round(StrictMath.pow(2, POINT + octaves)) >> distance / SIXTEENTHS;
  }

  /// Returns L of a sum of powers: `16 log2(sum / 2^14)`, at least 0.
  static int logarithm(long sum) {
    long least = Math.max(sum, 1L << POINT);
    int index = Long.SIZE - 1 - Long.numberOfLeadingZeros(least);
    double mantissa = ((least >> index - FRACTION) + 0.5) / (1 << FRACTION);
    double fraction = SIXTEENTHS * StrictMath.log(mantissa) / StrictMath.log(2);
    return SIXTEENTHS * (index - POINT) + (int) Math.round(fraction);
  }
}
