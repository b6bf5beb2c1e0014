package dev.halfbyte.conformance.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.rtl.Hardware;
import dev.halfbyte.conformance.trial.Recipe;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.testkit.Choices;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IcarusSubjectTest {
  private static final List<Hardware> ROW_ARRAYS =
      List.of(Hardware.of("skip16x4"), Hardware.of("edge16"));

  static Stream<List<Hardware>> hardware() {
    return Stream.of(Hardware.all(), ROW_ARRAYS);
  }

  @ParameterizedTest
  @MethodSource("hardware")
  void aSecondSimulatorGivesTheBitsFromTheFilesOfABuild(List<Hardware> hardware)
      throws InterruptedException {
    int agreed = 0;
    try (Subject subject = new IcarusSubject(1, hardware)) {
      for (long seed = 1; seed <= 4; seed++) {
        Trial trial = trial(seed);
        Verdict verdict = Judge.judge(trial, Judge.expected(trial), subject);
        assertEquals(List.of(), verdict.findings());
        agreed += verdict.agreed();
      }
    }
    assertTrue(agreed >= 2, agreed + " of 4 programs have a form");
  }

  /// What nothing has written must not reach an output, nor decide how long a product takes.
  @Test
  void attentionLeavesNothingUndefined() throws InterruptedException {
    try (Subject subject = new IcarusSubject(1, List.of(Hardware.of("edge16")))) {
      for (long seed = 1; seed <= 3; seed++) {
        Trial trial = trial(Recipe.ATTENTION, seed);
        Verdict verdict = Judge.judge(trial, Judge.expected(trial), subject);
        assertEquals(List.of(), verdict.findings());
        assertEquals(1, verdict.agreed());
      }
    }
  }

  @Test
  void onlyASampleOfTheTrialsRuns() throws InterruptedException {
    try (Subject subject = new IcarusSubject(1 << 30, Hardware.all())) {
      for (long seed = 0; seed < 30; seed++) {
        assertTrue(subject.run(trial(seed)).isEmpty());
      }
    }
  }

  private static Trial trial(long seed) {
    return trial(Recipe.NETWORKS, seed);
  }

  private static Trial trial(Recipe recipe, long seed) {
    return recipe
        .make(Choices.seeded(seed * 7919), new Variation(seed))
        .map(Recipe.Made::trial)
        .orElseThrow();
  }
}
