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
      return shrinking.crash(least, trials);
    }
  }

  private CrashCase crash(List<Integer> record, int trials) {
    boolean repeats = finding(record).isPresent();
    Trial made = repeats ? trial(record).orElseThrow() : failure.trial();
    List<Integer> kept = repeats ? record : failure.origin().record();
    Trial least =
        repeats
            ? ProgramShrinker.shrink(made, smaller -> finding(smaller).isPresent(), trials)
            : made;
    return new CrashCase(
        least,
        Optional.of(failure.origin().with(kept)),
        failure.subject(),
        finding(least).orElse(failure.finding()),
        Optional.empty());
  }

  private Optional<Trial> trial(List<Integer> record) {
    return failure.origin().with(record).make(failure.trial().variation());
  }

  /// How the program of `record` fails, if it does so like the first one.
  private Optional<Finding> finding(List<Integer> record) {
    return trial(record).flatMap(this::finding);
  }

  private Optional<Finding> finding(Trial simpler) {
    try {
      return Judge.judge(simpler, Judge.expected(simpler), subject).findings().stream()
          .filter(finding -> finding.kind() == failure.finding().kind())
          .findFirst();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
