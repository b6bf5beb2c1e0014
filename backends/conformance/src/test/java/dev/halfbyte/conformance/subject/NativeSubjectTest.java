package dev.halfbyte.conformance.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.conformance.trial.Recipe;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NativeSubjectTest {
  private static final int PROGRAMS = 6;

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void variedBuildsAndCallsGiveTheInterpretersBits(IsaFamily family) throws InterruptedException {
    HostOptions options = HostOptions.of(new Subjects.Options(false));
    int agreed = 0;
    try (NativeSubject subject = new NativeSubject(family, options)) {
      assumeTrue(subject.unavailable().isEmpty(), () -> subject.unavailable().toString());
      for (int i = 0; i < PROGRAMS; i++) {
        Recipe recipe = Recipe.values()[i % Recipe.values().length];
        Trial trial =
            recipe
                .make(Choices.seeded(100 + i), new Variation(i))
                .map(Recipe.Made::trial)
                .orElseThrow();
        agreed += agrees(trial, subject);
      }
    }
    assertTrue(agreed > PROGRAMS / 2, agreed + " runs");
  }

  private static int agrees(Trial trial, NativeSubject subject) throws InterruptedException {
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
