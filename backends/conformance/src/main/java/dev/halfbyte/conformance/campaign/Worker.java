package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.trial.Origin;
import dev.halfbyte.conformance.trial.Recipe;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One thread's share of a campaign, with open subjects.
final class Worker implements AutoCloseable {
  /// Programs that subjects get to know together.
  private static final int BATCH = 16;

  private final Plan plan;
  private final List<Subject> subjects;

  Worker(Plan plan) {
    this.plan = plan;
    this.subjects = plan.subjects().open();
  }

  /// Tries programs `first`, `first + step`, ... below `end`.
  ///
  /// @param done told after each
  Part run(long first, long step, long end, Runnable done) throws InterruptedException {
    Part part = new Part(new Score(), new ArrayList<>());
    for (long index = first; index < end; index += step * BATCH) {
      List<Attempt> batch = new ArrayList<>();
      for (long next = index; next < end && batch.size() < BATCH; next += step) {
        make(next, part).ifPresentOrElse(batch::add, done);
      }
      judge(batch, part, done);
    }
    return part;
  }

  /// What some programs showed.
  record Part(Score score, List<Failure> failures) {}

  /// A program that is ready to be judged.
  private record Attempt(Making.Ready ready, Origin origin) {}

  private Optional<Attempt> make(long index, Part part) {
    Recipe recipe = plan.recipe(index);
    Variation variation = plan.variation(index);
    long start = System.nanoTime();
    Making making = Making.of(recipe, plan.choices(index), variation);
    Origin origin = new Origin(recipe, plan.seed(), index, making.record());
    return switch (making) {
      case Making.Refused _ -> {
        part.score.refused(recipe);
        yield Optional.empty();
      }
      case Making.Failed failed -> {
        part.score.failed();
        part.failures.add(new Failure(origin, variation, Failure.COMPILER, failed.finding()));
        yield Optional.empty();
      }
      case Making.Ready ready -> {
        part.score.made(recipe, ready.trial(), System.nanoTime() - start);
        yield Optional.of(new Attempt(ready, origin));
      }
    };
  }

  private void judge(List<Attempt> batch, Part part, Runnable done) throws InterruptedException {
    List<Trial> trials = batch.stream().map(attempt -> attempt.ready().trial()).toList();
    for (Subject subject : subjects) {
      long start = System.nanoTime();
      subject.prepare(trials);
      part.score.prepared(subject.name(), System.nanoTime() - start);
    }
    for (Attempt attempt : batch) {
      judge(attempt.ready(), attempt.origin(), part);
      done.run();
    }
  }

  private void judge(Making.Ready ready, Origin origin, Part part) throws InterruptedException {
    for (Subject subject : subjects) {
      long before = System.nanoTime();
      Verdict verdict = Judge.judge(ready.trial(), ready.expected(), subject);
      part.score.judged(subject.name(), verdict, System.nanoTime() - before);
      verdict
          .finding()
          .map(finding -> new Failure(origin, ready.trial().variation(), subject.name(), finding))
          .ifPresent(part.failures::add);
    }
  }

  @Override
  public void close() {
    subjects.forEach(Subject::close);
  }
}
