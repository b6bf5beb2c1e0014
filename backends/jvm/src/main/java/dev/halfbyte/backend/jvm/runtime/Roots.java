package dev.halfbyte.backend.jvm.runtime;

/// Square roots of integers.
public final class Roots {
  private Roots() {}

  /// The largest integer whose square is not above `value`, which is not negative.
  ///
  /// The nearest double of the root is less than one away from it, so one step either way is
  /// enough; no square of the result leaves 63 bits.
  public static long floor(long value) {
    long root = (long) Math.sqrt((double) value);
    long rest = value - root * root;
    if (rest < 0) {
      return root - 1;
    }
    return rest > 2 * root ? root + 1 : root;
  }
}
