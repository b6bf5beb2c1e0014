package dev.halfbyte.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Makes the record of a failing case simpler while it still fails.
///
/// Moves, from coarse to fine: delete a run of choices; set a run to 0; lower a choice to 0, to a
/// half, or by one; lower all choices of one value; delete a run and lower a choice near it, which
/// counted or pointed at what was deleted. Of two records the shorter one is simpler, then the
/// smaller one. No record is tried twice.
public final class Shrinker {
  /// Runs of up to this length, about one production, are tried at every length and place.
  private static final int FINE = 16;

  /// How far behind a deleted run a choice may lie that pointed across it.
  private static final int REACH = 6;

  private final Predicate<List<Integer>> fails;
  private final Set<List<Integer>> tried = new HashSet<>();
  private List<Integer> best;
  private int budget;

  private Shrinker(List<Integer> failing, Predicate<List<Integer>> fails, int budget) {
    this.best = List.copyOf(failing);
    this.fails = fails;
    this.budget = budget;
    tried.add(best);
  }

  /// A record no move makes simpler, or the best after `budget` trials.
  ///
  /// @param failing a record for which `fails` holds
  public static List<Integer> shrink(
      List<Integer> failing, Predicate<List<Integer>> fails, int budget) {
    Shrinker shrinker = new Shrinker(failing, fails, budget);
    List<Integer> before;
    do {
      before = shrinker.best;
      shrinker.dropTail();
      shrinker.delete();
      shrinker.zero();
      shrinker.lower();
      shrinker.lowerEqual();
      if (before.equals(shrinker.best)) {
        shrinker.deleteAndLower();
      }
    } while (!shrinker.best.equals(before) && shrinker.budget > 0);
    return shrinker.best;
  }

  /// Takes `record` where it fails too.
  private boolean accept(List<Integer> record) {
    if (budget <= 0 || !tried.add(List.copyOf(record))) {
      return false;
    }
    budget--;
    if (fails.test(record)) {
      best = List.copyOf(record);
      return true;
    }
    return false;
  }

  /// Zeros at the end are what a record that ends early goes on with.
  private void dropTail() {
    int length = best.size();
    while (length > 0 && best.get(length - 1) == 0) {
      length--;
    }
    if (length < best.size()) {
      accept(best.subList(0, length));
    }
  }

  private void delete() {
    for (int run = best.size(); run > 0; run = run > FINE ? run * 3 / 4 : run - 1) {
      for (int start = best.size() - run; start >= 0; start -= run > FINE ? run / 4 : 1) {
        accept(without(start, run));
      }
    }
  }

  private List<Integer> without(int start, int run) {
    List<Integer> shorter = new ArrayList<>(best);
    shorter.subList(Math.min(start, best.size()), Math.min(best.size(), start + run)).clear();
    return shorter;
  }

  private void zero() {
    for (int run = FINE; run > 1; run /= 2) {
      for (int start = 0; start + run <= best.size(); start += run / 2) {
        List<Integer> zeroed = new ArrayList<>(best);
        Collections.fill(zeroed.subList(start, start + run), 0);
        accept(zeroed);
      }
    }
  }

  private void lower() {
    for (int i = 0; i < best.size(); i++) {
      boolean lowered = true;
      while (lowered && i < best.size() && best.get(i) > 0) {
        lowered = false;
        for (int candidate : lowerThan(best.get(i))) {
          List<Integer> lower = new ArrayList<>(best);
          lower.set(i, candidate);
          lowered = lowered || accept(lower);
        }
      }
    }
  }

  private static List<Integer> lowerThan(int value) {
    return List.of(0, value / 2, value - 1);
  }

  private void lowerEqual() {
    for (int value : new TreeSet<>(best).descendingSet()) {
      boolean several = Collections.frequency(best, value) > 1;
      for (int candidate : several && value > 0 ? lowerThan(value) : List.<Integer>of()) {
        List<Integer> lower = new ArrayList<>(best);
        Collections.replaceAll(lower, value, candidate);
        accept(lower);
      }
    }
  }

  private void deleteAndLower() {
    for (int run = FINE; run > 0; run--) {
      for (int start = best.size() - run; start >= 0; start--) {
        for (int at = Math.max(0, start - 2); at < start + REACH; at++) {
          List<Integer> shorter = without(start, run);
          if (at < shorter.size() && shorter.get(at) > 0) {
            shorter.set(at, shorter.get(at) - 1);
            accept(shorter);
          }
        }
      }
    }
  }
}
