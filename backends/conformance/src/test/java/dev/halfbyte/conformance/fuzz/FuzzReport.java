package dev.halfbyte.conformance.fuzz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one run of the fuzzer says about itself in its log.
///
/// @param executions inputs tried
/// @param perSecond inputs a second, as the fuzzer counts them
/// @param edges edges of the control flow that some input took
/// @param corpus inputs that each reached something new
/// @param failures first lines of the exceptions that were found, in order
record FuzzReport(long executions, long perSecond, long edges, long corpus, List<String> failures) {
  private static final Pattern EXECUTIONS = stat("number_of_executed_units");
  private static final Pattern PER_SECOND = stat("average_exec_per_sec");
  private static final Pattern COVERAGE = Pattern.compile("\\bcov: (\\d+) ft: \\d+ corp: (\\d+)/");
  private static final Pattern FAILURE =
      Pattern.compile("^== (?:Java Exception|Java Assertion Error): (.*)|^==\\d+== ERROR: (.*)");

  FuzzReport {
    failures = List.copyOf(failures);
  }

  /// Nothing tried.
  static FuzzReport none() {
    return new FuzzReport(0, 0, 0, 0, List.of());
  }

  /// Reads the log of one run.
  ///
  /// @param time it took; the fuzzer itself gives no rate for what ended within a second
  static FuzzReport of(List<String> log, Duration time) {
    long edges = 0;
    long corpus = 0;
    List<String> failures = new ArrayList<>();
    for (String line : log) {
      Matcher coverage = COVERAGE.matcher(line);
      if (coverage.find()) {
        edges = Long.parseLong(coverage.group(1));
        corpus = Long.parseLong(coverage.group(2));
      }
      Matcher failure = FAILURE.matcher(line);
      if (failure.find()) {
        failures.add(Optional.ofNullable(failure.group(1)).orElseGet(() -> failure.group(2)));
      }
    }
    long executions = number(EXECUTIONS, log);
    long given = number(PER_SECOND, log);
    long measured = executions * 1000 / Math.max(1, time.toMillis());
    return new FuzzReport(executions, given > 0 ? given : measured, edges, corpus, failures);
  }

  /// This run and a later one on the same corpus.
  FuzzReport then(FuzzReport next) {
    List<String> all = new ArrayList<>(failures);
    all.addAll(next.failures);
    return new FuzzReport(
        executions + next.executions,
        Math.max(perSecond, next.perSecond),
        Math.max(edges, next.edges),
        Math.max(corpus, next.corpus),
        all);
  }

  private static Pattern stat(String name) {
    return Pattern.compile("^stat::" + name + ":\\s+(\\d+)");
  }

  private static long number(Pattern pattern, List<String> log) {
    long found = 0;
    for (String line : log) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        found = Long.parseLong(matcher.group(1));
      }
    }
    return found;
  }
}
