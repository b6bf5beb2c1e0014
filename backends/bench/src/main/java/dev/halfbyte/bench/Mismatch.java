package dev.halfbyte.bench;

/// An output that is not what the model says: no figure of that run counts.
public final class Mismatch extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Mismatch(String what, Object expected, Object actual) {
    super("%s: expected %s, got %s".formatted(what, expected, actual));
  }

  public static void check(String what, long expected, long actual) {
    if (expected != actual) {
      throw new Mismatch(what, expected, actual);
    }
  }
}
