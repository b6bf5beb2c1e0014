package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.judge.Verdict;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one subject did in a campaign.
///
/// @param programs that it was given
/// @param executions that agreed
/// @param findings executions that did not
/// @param nanoseconds spent in it, by one thread at a time
/// @param refused programs without a form, by diagnostic code
public record Tally(
    long programs,
    long executions,
    long findings,
    long nanoseconds,
    SortedMap<String, Long> refused) {
  static final Tally ZERO = new Tally(0, 0, 0, 0, new TreeMap<>());

  public Tally {
    refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
  }

  /// More time for the same programs.
  Tally plus(long time) {
    return new Tally(programs, executions, findings, nanoseconds + time, refused);
  }

  /// One more program.
  Tally plus(Verdict verdict, long time) {
    SortedMap<String, Long> codes = new TreeMap<>();
    verdict.refusals().forEach(code -> codes.put(code, 1L));
    return plus(new Tally(1, verdict.agreed(), verdict.findings().size(), time, codes));
  }

  Tally plus(Tally other) {
    SortedMap<String, Long> codes = new TreeMap<>(refused);
    other.refused.forEach((code, count) -> codes.merge(code, count, Long::sum));
    return new Tally(
        programs + other.programs,
        executions + other.executions,
        findings + other.findings,
        nanoseconds + other.nanoseconds,
        codes);
  }

  /// Programs that the subject had no form for.
  public long refusals() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Programs in a second of this subject's time on one thread.
  public double rate() {
    return nanoseconds == 0 ? 0 : programs * 1e9 / nanoseconds;
  }
}
