package dev.halfbyte.conformance.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.trial.Recipe;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.testkit.Choices;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The subjects that interpret: what passes and the lowering make.
class InterpretedSubjectsTest {
  private static final int PROGRAMS = 80;

  static Stream<Subject> subjects() {
    return Stream.of(new PassSubject(), new LoopSubject());
  }

  /// @param seed of the variation; 0 is what users get
  private static Optional<Trial> trial(int number, long seed) {
    List<Recipe> recipes = List.of(Recipe.values());
    return recipes
        .get(number % recipes.size())
        .make(Choices.seeded(500 + number), new Variation(seed))
        .map(Recipe.Made::trial);
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void everyStepGivesTheInterpretersBits(Subject subject) throws InterruptedException {
    int agreed = 0;
    for (int i = 0; i < PROGRAMS; i++) {
      Optional<Trial> made = trial(i, i % 4);
      if (made.isEmpty()) {
        continue;
      }
      Trial trial = made.orElseThrow();
      Verdict verdict = Judge.judge(trial, Judge.expected(trial), subject);
      assertEquals(List.of(), verdict.findings(), subject.name() + " on program " + i);
      agreed += verdict.agreed();
    }
    assertTrue(agreed > PROGRAMS, agreed + " executions");
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void aTrialRepeats(Subject subject) throws InterruptedException {
    Trial trial = trial(3, 7).orElseThrow();
    SequencedMap<String, Outcome> first = subject.run(trial);
    assertEquals(first, subject.run(trial));
    assertTrue(first.keySet().stream().allMatch(name -> name.startsWith(subject.name())));
  }
}
