package dev.halfbyte.quant.calibrate;

import java.util.ArrayList;
import java.util.List;

/// Draws samples without repetition by a seed, the same on every platform.
final class SampleDraw {
  private SampleDraw() {}

  /// `wanted` of the indices below `available` (all, if there are fewer), ascending.
  static List<Integer> draw(int available, int wanted, long seed) {
    List<Integer> indices = new ArrayList<>();
    long state = seed;
    int needed = Math.min(wanted, available);
    for (int i = 0; i < available && needed > 0; i++) {
      // Selection sampling (Knuth, TAOCP 2, algorithm 3.4.2 S): exactly `needed` of those left.
      state += 0x9e3779b97f4a7c15L;
      if (Long.remainderUnsigned(mix(state), available - i) < needed) {
        indices.add(i);
        needed--;
      }
    }
    return indices;
  }

  /// The output function of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  private static long mix(long state) {
    long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
