package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.trial.Origin;
import dev.halfbyte.conformance.trial.Recipe;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.testkit.OpCoverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

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
    long start = System.nanoTime();
    Optional<Recipe.Made> made = make(index, recipe);
    if (made.isEmpty()) {
      part.score.refused(recipe);
      return;
    }
    Trial trial = made.orElseThrow().trial();
    SequencedMap<String, Tensor> expected = Judge.expected(trial);
    OpCoverage coverage = new OpCoverage();
    coverage.add(trial.program().program());
    part.score.made(recipe, coverage, System.nanoTime() - start);
    for (Subject subject : subjects) {
      long before = System.nanoTime();
      Verdict verdict = Judge.judge(trial, expected, subject);
      part.score.judged(subject.name(), verdict, System.nanoTime() - before);
      verdict
          .finding()
          .ifPresent(finding -> {
            Origin origin = new Origin(recipe, plan.seed(), index, made.orElseThrow().record());
            part.failures.add(new Failure(trial, origin, subject.name(), finding));
          });
    }
  }

  private Optional<Recipe.Made> make(long index, Recipe recipe) {
    try {
      return recipe.make(plan.choices(index), plan.variation(index));
    } catch (RuntimeException fault) {
      throw new CompilerBug(
          "program %d of seed %d (%s) cannot be made".formatted(index, plan.seed(), recipe), fault);
    }
  }

  @Override
  public void close() {
    subjects.forEach(Subject::close);
  }
}
