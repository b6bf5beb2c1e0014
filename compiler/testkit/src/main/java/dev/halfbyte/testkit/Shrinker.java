package dev.halfbyte.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Makes the record of a failing case simpler while it still fails.
///
/// Two moves, from coarse to fine: delete a run of choices; lower a choice to 0, to a half, or by
/// one. Of two records the shorter one is simpler, then the smaller one.
public final class Shrinker {
  /// Runs of up to this length, about one production, are tried at every length and place.
  private static final int FINE = 10;

  private final Predicate<List<Integer>> fails;
  private int budget;

  private Shrinker(Predicate<List<Integer>> fails, int budget) {
    this.fails = fails;
    this.budget = budget;
  }

  /// A record no move makes simpler, or the best after `budget` trials.
  ///
  /// @param failing a record for which `fails` holds
  public static List<Integer> shrink(
      List<Integer> failing, Predicate<List<Integer>> fails, int budget) {
    Shrinker shrinker = new Shrinker(fails, budget);
    List<Integer> best = List.copyOf(failing);
    List<Integer> before;
    do {
      before = best;
      best = shrinker.lower(shrinker.delete(best));
    } while (!best.equals(before) && shrinker.budget > 0);
    return best;
  }

  private boolean stillFails(List<Integer> record) {
    return budget-- > 0 && fails.test(record);
  }

  private List<Integer> delete(List<Integer> record) {
    List<Integer> best = record;
    for (int run = best.size(); run > 0; run = run > FINE ? run / 2 : run - 1) {
      int start = best.size() - run;
      while (start >= 0) {
        List<Integer> shorter = new ArrayList<>(best);
        shorter.subList(start, Math.min(best.size(), start + run)).clear();
        if (stillFails(shorter)) {
          best = shorter;
        }
        start -= run > FINE ? run : 1;
      }
    }
    return List.copyOf(best);
  }

  private List<Integer> lower(List<Integer> record) {
    List<Integer> best = new ArrayList<>(record);
    for (int i = 0; i < best.size(); i++) {
      boolean lowered = true;
      while (lowered && best.get(i) > 0) {
        int value = best.get(i);
        lowered = false;
        for (int candidate : new int[] {0, value / 2, value - 1}) {
          best.set(i, candidate);
          if (stillFails(best)) {
            lowered = true;
            break;
          }
          best.set(i, value);
        }
      }
    }
    return List.copyOf(best);
  }
}
