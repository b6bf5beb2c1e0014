package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.crash.CrashCase;
import dev.halfbyte.conformance.crash.CrashFolder;
import dev.halfbyte.conformance.judge.Finding;
import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.subject.Subjects;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.Shrinker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Makes a failure as small as it gets while the same subject fails in the same way, and writes it
/// down.
final class Shrinking {
  private final Plan plan;
  private final Failure failure;

  Shrinking(Plan plan, Failure failure) {
    this.plan = plan;
    this.failure = failure;
  }

  /// The smallest case found; the failure as it is when it does not fail again.
  Crash crash() throws IOException {
    if (failure.subject().equals(Failure.COMPILER)) {
      return crashOfCompiler();
    }
    Subjects subjects = plan.subjects().only(List.of(failure.subject()));
    try (Subject subject = subjects.open().getFirst()) {
      return crashOf(subject);
    }
  }

  private Crash crashOfCompiler() throws IOException {
    String signature = new Making.Failed(failure.finding(), List.of()).signature();
    List<Integer> least =
        Shrinker.shrink(
            failure.origin().record(),
            record ->
                making(record) instanceof Making.Failed failed
                    && failed.signature().equals(signature),
            plan.shrinkTrials());
    Finding finding =
        making(least) instanceof Making.Failed failed ? failed.finding() : failure.finding();
    Path folder =
        CrashFolder.writeUnmade(plan.crashes(), failure.origin().with(least), finding, signature);
    return new Crash(folder, failure.origin().with(least), failure.subject(), finding, 0);
  }

  private Crash crashOf(Subject subject) throws IOException {
    List<Integer> record =
        Shrinker.shrink(
            failure.origin().record(),
            simpler -> trial(simpler).flatMap(made -> finding(made, subject)).isPresent(),
            plan.shrinkTrials());
    Trial made = trial(record).orElseThrow();
    Trial least = made;
    if (finding(made, subject).isPresent()) {
      least =
          ProgramShrinker.shrink(
              made, smaller -> finding(smaller, subject).isPresent(), plan.shrinkTrials());
    }
    Finding finding = finding(least, subject).orElse(failure.finding());
    CrashCase crash =
        new CrashCase(
            least,
            Optional.of(failure.origin().with(record)),
            failure.subject(),
            finding,
            Optional.empty());
    Path folder = CrashFolder.write(plan.crashes(), crash);
    return new Crash(
        folder, failure.origin().with(record), failure.subject(), finding, crash.ops());
  }

  private Making making(List<Integer> record) {
    return Making.of(failure.origin().recipe(), Choices.replay(record), failure.variation());
  }

  private Optional<Trial> trial(List<Integer> record) {
    return making(record) instanceof Making.Ready ready
        ? Optional.of(ready.trial())
        : Optional.empty();
  }

  /// How `simpler` fails, if it does so like the first one.
  private Optional<Finding> finding(Trial simpler, Subject subject) {
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
