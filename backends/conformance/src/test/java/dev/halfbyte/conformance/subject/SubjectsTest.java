package dev.halfbyte.conformance.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.conformance.trial.Recipe;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectsTest {
  private static final int PROGRAMS = 6;
  private static final List<Recipe> RECIPES = List.of(Recipe.FLOATS, Recipe.INTEGERS, Recipe.MIXED);

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "x86_64", "aarch64"})
  void variedBuildsAndCallsGiveTheInterpretersBits(String name) throws InterruptedException {
    int agreed = 0;
    try (Subject subject = open(name)) {
      Presence.require(subject);
      for (int i = 0; i < PROGRAMS; i++) {
        Trial trial =
            RECIPES
                .get(i % RECIPES.size())
                .make(Choices.seeded(100 + i), new Variation(i))
                .map(Recipe.Made::trial)
                .orElseThrow();
        agreed += agrees(trial, subject);
      }
    }
    assertTrue(agreed > PROGRAMS / 2, agreed + " runs");
  }

  private static Subject open(String name) {
    return Subjects.all(new Subjects.Options(false)).only(List.of(name)).open().getFirst();
  }

  private static int agrees(Trial trial, Subject subject) throws InterruptedException {
    SequencedMap<String, Outcome> outcomes = subject.run(trial);
    Map<String, Tensor> expected =
        Interpreter.run(
            trial.program().program(), trial.arguments().tensors(), trial.arguments().dims());
    int agreed = 0;
    for (Map.Entry<String, Outcome> outcome : outcomes.entrySet()) {
      switch (outcome.getValue()) {
        case Outcome.Outputs outputs -> {
          TensorAssertions.assertBitEqual(expected, outputs.tensors(), outcome.getKey());
          agreed++;
        }
        case Outcome.NoForm noForm -> assertEquals(subject.name(), outcome.getKey());
        case Outcome.Broken broken -> throw new AssertionError(broken.what());
      }
    }
    return agreed;
  }
}
