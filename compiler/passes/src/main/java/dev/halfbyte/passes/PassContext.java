package dev.halfbyte.passes;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which rewrites may happen, and how often each one did; one context serves one run of a pipeline.
///
/// Every rewrite of a schedule pass asks [#mayFire] first. That makes faults searchable: with a
/// limit of n only the first n rewrites of the whole pipeline happen, so halving n finds the one
/// that breaks a program.
public final class PassContext {
  private final long bisectLimit;
  private final SortedSet<String> disabledRules;
  private final SortedMap<String, Long> fired = new TreeMap<>();
  private long total;

  private PassContext(long bisectLimit, Set<String> disabledRules) {
    this.bisectLimit = bisectLimit;
    this.disabledRules = new TreeSet<>(disabledRules);
  }

  /// Every rewrite is allowed.
  public static PassContext unrestricted() {
    return new PassContext(Long.MAX_VALUE, Set.of());
  }

  /// At most `bisectLimit` rewrites, none by a rule named in `disabledRules`.
  public static PassContext restricted(long bisectLimit, Set<String> disabledRules) {
    return new PassContext(bisectLimit, disabledRules);
  }

  /// Whether `rule` may rewrite now; counts the rewrite when it may.
  public boolean mayFire(String rule) {
    if (disabledRules.contains(rule) || total >= bisectLimit) {
      return false;
    }
    total++;
    fired.merge(rule, 1L, Long::sum);
    return true;
  }

  /// How often each rule has rewritten since the context was made.
  public SortedMap<String, Long> fired() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(fired));
  }
}
