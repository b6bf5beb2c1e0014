package dev.halfbyte.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Gathers the diagnostics of one stage so that all faults of a file are reported together.
///
/// Equal diagnostics are kept once. Beyond `limit` further ones are counted and dropped: hostile
/// input must not fill the memory.
public final class DiagnosticCollector {
  private static final Comparator<Diagnostic> BY_PLACE =
      Comparator.comparingInt(d -> d.span().map(Span::start).orElse(-1));

  private final int limit;
  private final Set<Diagnostic> collected = new LinkedHashSet<>();
  private int dropped;
  private boolean errors;

  /// Keeps up to `limit` diagnostics.
  public DiagnosticCollector(int limit) {
    this.limit = limit;
  }

  /// Adds one diagnostic.
  public void report(Diagnostic diagnostic) {
    errors |= diagnostic.isError();
    if (collected.size() < limit) {
      collected.add(diagnostic);
    } else if (!collected.contains(diagnostic)) {
      dropped++;
    }
  }

  /// Whether an error was reported, kept or dropped.
  public boolean hasErrors() {
    return errors;
  }

  /// Whether the limit is reached, so that further work finds nothing a user will see.
  public boolean isFull() {
    return collected.size() >= limit;
  }

  /// How many diagnostics came after the limit.
  public int dropped() {
    return dropped;
  }

  /// What was kept, by place in the file; diagnostics of one place in the order of their reports.
  public List<Diagnostic> diagnostics() {
    List<Diagnostic> sorted = new ArrayList<>(collected);
    sorted.sort(BY_PLACE);
    return List.copyOf(sorted);
  }
}
