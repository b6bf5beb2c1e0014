package dev.halfbyte.conformance.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.trial.Recipe;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.testkit.Choices;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LibraryBuilderTest {
  private static final int TRIALS = 6;

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void trialsOfOneLibraryGiveTheInterpretersBits(IsaFamily family) throws InterruptedException {
    try (Subject subject = new NativeSubject(family, HostOptions.of(new Subjects.Options(false)))) {
      Presence.require(subject);
      List<Trial> trials = IntStream.range(0, TRIALS).mapToObj(LibraryBuilderTest::trial).toList();
      subject.prepare(trials);
      for (Trial trial : trials) {
        Verdict verdict = Judge.judge(trial, Judge.expected(trial), subject);
        assertEquals(List.of(), verdict.findings());
        assertTrue(verdict.agreed() > 0);
      }
    }
  }

  @Test
  void preparedTrialsShareALibraryOnce() {
    LibraryBuilder builder = new LibraryBuilder(IsaFamily.X86_64, IsaVariant.of(IsaFamily.X86_64));
    Trial first = trial(1);
    Trial second = trial(2);
    builder.prepare(List.of(first, second));
    LibraryBuilder.Built one = builder.build(first);
    LibraryBuilder.Built other = builder.build(second);
    assertSame(one.library(), other.library());
    assertNotEquals(one.kernel(), other.kernel());
    assertTrue(builder.build(first).library().length < one.library().length);
  }

  @Test
  void oneWithoutAFormLeavesTheOthersAlone() {
    LibraryBuilder builder =
        new LibraryBuilder(IsaFamily.AARCH64, IsaVariant.of(IsaFamily.AARCH64));
    Trial formless = formless();
    Trial sound = trial(3);
    builder.prepare(List.of(formless, sound));
    assertEquals("trial1", builder.build(sound).kernel());
    assertThrows(DiagnosticException.class, () -> builder.build(formless));
  }

  private static Trial trial(int seed) {
    return make(Recipe.NETWORKS, seed);
  }

  /// One with state, which no loop program has.
  private static Trial formless() {
    return IntStream.range(0, 1000)
        .mapToObj(seed -> make(Recipe.FLOATS, seed))
        .filter(trial ->
            trial.program().program().nodes().stream().anyMatch(LibraryBuilderTest::appends))
        .findFirst()
        .orElseThrow();
  }

  private static boolean appends(Node node) {
    return node.op() instanceof Append;
  }

  private static Trial make(Recipe recipe, int seed) {
    return recipe
        .make(Choices.seeded(seed), new Variation(seed))
        .map(Recipe.Made::trial)
        .orElseThrow();
  }
}
