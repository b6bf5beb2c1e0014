package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.crash.CrashCase;
import dev.halfbyte.conformance.judge.Finding;
import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.subject.Subjects;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.testkit.Shrinker;
import java.util.List;
import java.util.Optional;

/// Makes a failure as small as it gets while the same subject fails in the same way.
final class Shrinking {
  private final Failure failure;
  private final Subject subject;

  private Shrinking(Failure failure, Subject subject) {
    this.failure = failure;
    this.subject = subject;
  }

  /// The smallest case found in `trials` tries; the failure as it is when it does not fail again.
  static CrashCase shrink(Failure failure, Subjects subjects, int trials) {
    try (Subject subject = subjects.only(List.of(failure.subject())).open().getFirst()) {
      Shrinking shrinking = new Shrinking(failure, subject);
      List<Integer> least =
          Shrinker.shrink(
              failure.origin().record(), record -> shrinking.finding(record).isPresent(), trials);
      return shrinking.crash(least);
    }
  }

  private CrashCase crash(List<Integer> record) {
    Optional<Finding> again = finding(record);
    Trial trial = again.isPresent() ? trial(record).orElseThrow() : failure.trial();
    List<Integer> kept = again.isPresent() ? record : failure.origin().record();
    return new CrashCase(
        trial,
        Optional.of(failure.origin().with(kept)),
        failure.subject(),
        again.orElse(failure.finding()),
        Optional.empty());
  }

  private Optional<Trial> trial(List<Integer> record) {
    return failure.origin().with(record).make(failure.trial().variation());
  }

  /// How the program of `record` fails, if it does so like the first one.
  private Optional<Finding> finding(List<Integer> record) {
    Optional<Trial> trial = trial(record);
    if (trial.isEmpty()) {
      return Optional.empty();
    }
    try {
      Trial simpler = trial.orElseThrow();
      return Judge.judge(simpler, Judge.expected(simpler), subject).findings().stream()
          .filter(finding -> finding.kind() == failure.finding().kind())
          .findFirst();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
