package dev.halfbyte.backend.jvm.runtime;

/// How a product of bounded integers is computed; the bounds of the factors say which form is
/// exact, the machine whether it can be used.
public enum TileForm {
  /// `int` dot products over whole columns, exact for all factors.
  COLUMNS(0),
  /// One `float` for each factor: sums of magnitude up to 2^24 are exact.
  FLOATS(1L << 24),
  /// Three weights in a `double`, 17 bits apart: sums below 2^16 stay in their fields.
  DOUBLES((1L << 16) - 1);

  /// Fewer steps than these between two extractions of the sums do not pay.
  private static final int LEAST_STEPS = 128;

  private static final int MOST_STEPS = 1 << 16;

  private final long most;

  TileForm(long most) {
    this.most = most;
  }

  /// The fastest form that is exact for factors of at most these magnitudes.
  public static TileForm of(long activation, long weight) {
    for (TileForm form : new TileForm[] {DOUBLES, FLOATS}) {
      if (form.steps(activation, weight) >= LEAST_STEPS) {
        return form;
      }
    }
    return COLUMNS;
  }

  /// Products that may be added before the sum must go to an `int`.
  public int steps(long activation, long weight) {
    if (activation == 0 || weight == 0) {
      return MOST_STEPS;
    }
    return (int) Math.min(MOST_STEPS, most / activation / weight);
  }
}
