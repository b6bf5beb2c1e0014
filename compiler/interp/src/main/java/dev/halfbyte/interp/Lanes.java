package dev.halfbyte.interp;

/// The reduction tree of [dev.halfbyte.ir.op.Order#LANES16].
final class Lanes {
  static final int COUNT = 16;

  private Lanes() {}

  /// How two partial results become one.
  @FunctionalInterface
  interface Joiner {
    float join(float a, float b);
  }

  /// `lane[i] = join(lane[i], lane[i + s])` for all `i < s`, with `s` = 8, 4, 2, 1; destroys
  /// `lanes`.
  static float join(float[] lanes, Joiner joiner) {
    for (int s = COUNT / 2; s > 0; s /= 2) {
      for (int i = 0; i < s; i++) {
        lanes[i] = joiner.join(lanes[i], lanes[i + s]);
      }
    }
    return lanes[0];
  }
}
