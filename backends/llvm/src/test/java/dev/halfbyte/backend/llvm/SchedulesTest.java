package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.Note;
import dev.halfbyte.ir.backend.Tuner;
import dev.halfbyte.loop.schedule.Schedule;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.testkit.AttentionPrograms;
import dev.halfbyte.testkit.TensorAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Schedules of libraries keep all bits on every variant; what is predicted and what may be tried.
class SchedulesTest {
  private static final SealedProgram PROGRAM = AttentionPrograms.integers(96, 2, 16, true);
  private static final long ROWS = 61;

  @TempDir static Path scratch;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "X86_64, 'tile=6x32,order=rows,rows=12'",
    "X86_64, 'tile=24x64,order=panels,digits=off'",
    "AARCH64, 'tile=4x32,rows=8,digits=off,tables=off'",
  })
  void schedulesKeepAllBits(IsaFamily family, String text) throws Exception {
    SortedMap<String, Long> dims = new TreeMap<>(Map.of("n", ROWS));
    SequencedMap<String, Tensor> inputs = AttentionPrograms.inputs(PROGRAM, dims, ROWS);
    BuildRequest request = new BuildRequest(family.targetName(), Schedule.parse(text).options());
    Path artefact = Runs.write(new LlvmBackend().build(PROGRAM, request).files(), folder);
    // A chosen tile leaves out the variant with tile registers.
    for (IsaVariant variant :
        Runs.runnable(family).stream().filter(one -> !one.hasTiles()).toList()) {
      Job job = LibraryCalls.job(variant, PROGRAM.program(), dims, inputs);
      Job.Result result =
          Runs.host(variant)
              .run(PROGRAM.program().name(), artefact, List.of(job), scratch)
              .getFirst();
      TensorAssertions.assertBitEqual(
          Interpreter.run(PROGRAM.program(), inputs, dims),
          LibraryCalls.outputs(PROGRAM.program(), dims, result),
          variant.fullName() + " with " + text);
      assertTrue(result.workspaceBytes() > 0, variant.fullName());
    }
  }

  @Test
  void aTileThatTheLeafLacksIsRefused() {
    BuildRequest request = new BuildRequest("x86_64", new TreeMap<>(Map.of("tile", "12x16")));
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> new LlvmBackend().build(PROGRAM, request));
    assertEquals("HB4113", fault.diagnostics().getFirst().code().code());
    assertTrue(fault.diagnostics().getFirst().toString().contains("12x32"));
  }

  @Test
  void stagesHavePredictedTimes() {
    BuildRequest request = new BuildRequest("x86_64", new TreeMap<>());
    List<Note> notes =
        new LlvmBackend().predictions(PROGRAM, request, new TreeMap<>(Map.of("n", ROWS)));
    assertTrue(notes.getLast().text().contains("for n=61: "), notes.toString());
    assertTrue(notes.stream().anyMatch(n -> n.text().contains("tiles ")), notes.toString());
    BuildRequest other = new BuildRequest("aarch64", new TreeMap<>());
    assertEquals(List.of(), new LlvmBackend().predictions(PROGRAM, other, new TreeMap<>()));
  }

  @Test
  void whatIsTriedGivesOtherCodeAndTheSameBits() {
    Tuner tuner = new LlvmBackend().tuner("x86_64").orElseThrow();
    assertTrue(new LlvmBackend().tuner("aarch64").isEmpty());
    SortedMap<String, Long> dims = new TreeMap<>(Map.of("n", ROWS));
    List<Tuner.Candidate> candidates = tuner.candidates(PROGRAM, new TreeMap<>(), dims);
    List<String> texts = candidates.stream().map(c -> c.options().toString()).toList();
    assertTrue(
        texts.containsAll(List.of("{fuse=off}", "{tile=6x32}", "{rows=24}")), texts::toString);
    // No product has constant weights and one row, and constant panels are outside by default.
    assertFalse(texts.contains("{skip=off}"), texts::toString);
    List<Double> predicted = candidates.stream().map(c -> c.predictedSeconds()).toList();
    assertEquals(predicted.stream().sorted().toList(), predicted);
    assumeTrue(tuner.unavailable().isEmpty());
    Arguments inputs =
        Arguments.of(PROGRAM.program(), AttentionPrograms.inputs(PROGRAM, dims, ROWS), dims);
    try (Tuner.Loaded loaded = tuner.load(PROGRAM, candidates.getFirst().options(), inputs)) {
      loaded.run();
      assertEquals(Interpreter.run(PROGRAM.program(), inputs.tensors(), dims), loaded.outputs());
    }
  }
}
