package dev.halfbyte.loop.lower;

/// Constant weights of which, in each column, at most two of four neighbours are other than zero.
///
/// No software target packs them. Of a row times nibbles, which is bound by reading, a mask of four
/// bits and two nibbles would be 12 bits for 16: at most 1.33 times as fast. But `vpexpandb` wants
/// bytes: 64 weights would take eight vector instructions (two to move mask and nibbles, three to
/// make bytes of them, two to expand, one to multiply) where packed nibbles take one and a half: by
/// counting slower than reading the zeros. NEON has no such instruction at all. Products of many
/// rows are bound by multiplying, and would multiply as much as before.
final class TwoOfFour {
  private static final int GROUP = 4;

  /// What reports say.
  static final String REASON =
      "two of four weights are zero, which is left unused: 12 bits for 16 would be read, at most"
          + " 1.33 times as fast, and 8 vector instructions for 64 weights would be needed for 1.5";

  private TwoOfFour() {}

  /// Whether the columns of a plan, which are constant, are such, and not zero altogether.
  static boolean holds(TilePlan plan) {
    if (plan.isFloat()
        || plan.groups().isPresent()
        || plan.columns().digits().size() > 1
        || plan.columns().digits().getFirst().center() != 0
        || plan.depth().fixed() % GROUP != 0) {
      return false;
    }
    WeightMatrix weights = new WeightMatrix(plan, plan.columns().digits().getFirst());
    boolean any = false;
    int columns = weights.panels() * plan.tile().columns();
    for (int column = 0; column < columns; column++) {
      for (int k = 0; k < plan.depth().fixed(); k += GROUP) {
        int counted = counted(weights, k, column);
        if (counted > GROUP / 2) {
          return false;
        }
        any |= counted > 0;
      }
    }
    return any;
  }

  private static int counted(WeightMatrix weights, int first, int column) {
    int counted = 0;
    for (int k = first; k < first + GROUP; k++) {
      counted += weights.weight(k, column) == 0 ? 0 : 1;
    }
    return counted;
  }
}
