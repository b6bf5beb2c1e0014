package dev.halfbyte.bench.rtl;

/// A simulated output that is not what the model says: no figure of that run counts.
final class Mismatch extends RuntimeException {
  private static final long serialVersionUID = 1;

  Mismatch(String what, Object expected, Object actual) {
    super("%s: expected %s, simulated %s".formatted(what, expected, actual));
  }

  static void check(String what, long expected, long actual) {
    if (expected != actual) {
      throw new Mismatch(what, expected, actual);
    }
  }
}
