package dev.halfbyte.conformance.judge;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a trial showed about a subject.
///
/// @param agreed executions with the interpreter's bits
/// @param refusals codes of the diagnostics where a target has no form
/// @param findings the rest
public record Verdict(int agreed, SortedSet<String> refusals, List<Finding> findings) {
  public Verdict {
    refusals = Collections.unmodifiableSortedSet(new TreeSet<>(refusals));
    findings = List.copyOf(findings);
  }

  /// The first finding.
  public Optional<Finding> finding() {
    return findings.stream().findFirst();
  }
}
