package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.ValueChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/// Cycles of a run, both ends included; cycle 0 is the first in which the program runs.
public record Interval(long first, long last) {
  public Interval {
    if (first > last) {
      throw new IllegalArgumentException("no cycles from " + first + " to " + last);
    }
  }

  /// Number of cycles.
  public long cycles() {
    return last - first + 1;
  }

  /// Number of cycles of all intervals.
  public static long cycles(List<Interval> intervals) {
    return intervals.stream().mapToLong(Interval::cycles).sum();
  }

  /// The cycles of `window`, counted from its start, in which a condition holds that changes at
  /// most where one of `signals` does.
  static List<Interval> where(Interval window, LongPredicate holds, ValueChanges... signals) {
    TreeSet<Long> points = new TreeSet<>(List.of(window.first));
    for (ValueChanges signal : signals) {
      for (int i = 0; i < signal.size(); i++) {
        long cycle = signal.cycle(i);
        if (cycle > window.first && cycle <= window.last) {
          points.add(cycle);
        }
      }
    }
    List<Interval> found = new ArrayList<>();
    long from = -1;
    for (long point : points) {
      boolean now = holds.test(point);
      if (now && from < 0) {
        from = point;
      } else if (!now && from >= 0) {
        found.add(new Interval(from - window.first, point - 1 - window.first));
        from = -1;
      }
    }
    if (from >= 0) {
      found.add(new Interval(from - window.first, window.last - window.first));
    }
    return found;
  }
}
