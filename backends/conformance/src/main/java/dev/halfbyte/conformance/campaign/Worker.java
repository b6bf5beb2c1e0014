package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.trial.Origin;
import dev.halfbyte.conformance.trial.Recipe;
import dev.halfbyte.conformance.trial.Variation;
import java.util.ArrayList;
import java.util.List;

/// One thread's share of a campaign, with open subjects.
final class Worker implements AutoCloseable {
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
    for (long index = first; index < end; index += step) {
      tryOne(index, part);
      done.run();
    }
    return part;
  }

  /// What some programs showed.
  record Part(Score score, List<Failure> failures) {}

  private void tryOne(long index, Part part) throws InterruptedException {
    Recipe recipe = plan.recipe(index);
    Variation variation = plan.variation(index);
    long start = System.nanoTime();
    Making making = Making.of(recipe, plan.choices(index), variation);
    Origin origin = new Origin(recipe, plan.seed(), index, making.record());
    switch (making) {
      case Making.Refused _ -> part.score.refused(recipe);
      case Making.Failed failed -> {
        part.score.failed();
        part.failures.add(new Failure(origin, variation, Failure.COMPILER, failed.finding()));
      }
      case Making.Ready ready -> {
        part.score.made(recipe, ready.trial(), System.nanoTime() - start);
        judge(ready, origin, part);
      }
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
