package dev.halfbyte.sim.harness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.ModelCache;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceleratorRunTest {
  @TempDir Path folder;
  private ToyBuild build;

  @BeforeEach
  void makeBuild() throws IOException {
    build = ToyBuild.in(folder.resolve("build"));
  }

  @Test
  void outputsAreTheCodesOfTheAcceleratorAndCyclesThoseItCounted() throws IOException {
    RunReport report = run(RunOptions.standard());
    assertEquals(List.of(3, 5), report.outputs().getFirst().shape());
    assertArrayEquals(expected(), report.outputs().getFirst().values());
    assertEquals(12, report.cycles());
    assertEquals(report.predictedCycles(), report.cycles());
    assertEquals(45, report.macs());
    assertEquals(0, report.counters().get("in_starved"));
    assertTrue(report.simulatedCycles() > report.cycles());
  }

  @Test
  void stallsAndSeedsChangeCyclesAndCountersButNotOutputs() throws IOException {
    RunReport smooth = run(RunOptions.standard());
    RunReport stalled = run(RunOptions.standard().withStalls(3, 0.5).withSeed(9));
    assertEquals(smooth.outputs(), stalled.outputs());
    assertTrue(stalled.cycles() > smooth.cycles(), stalled.toString());
    assertTrue(stalled.counters().getOrDefault("in_starved", 0L) > 0, stalled.toString());
  }

  @Test
  void aProgramThatNeverEndsIsReportedWithTheStateOfTheSequencer() throws IOException {
    build.program(List.of(ToyBuild.command(2, 3, 0), ToyBuild.command(3, 0, 0)));
    SimulationFailure failure = failure(RunOptions.standard().withMaxCycles(500));
    assertEquals(FailureCode.ACCELERATOR_HANG, failure.code());
    assertTrue(failure.getMessage().contains("after 500 cycles"), failure.getMessage());
    assertTrue(failure.getMessage().contains("status 1,"), failure.getMessage());
    assertTrue(failure.getMessage().contains("took 3 of 9 beats"), failure.getMessage());
  }

  @Test
  void anUnknownCommandAndUnusedBeatsAreErrors() throws IOException {
    build.program(List.of(ToyBuild.command(9, 0, 0)));
    SimulationFailure unknown = failure(RunOptions.standard());
    assertEquals(FailureCode.ACCELERATOR_ERROR, unknown.code());
    assertTrue(unknown.getMessage().contains("status 6,"), unknown.getMessage());
    build.program(List.of(ToyBuild.command(1, 6, 0), ToyBuild.command(0, 0, 0)));
    SimulationFailure unused = failure(RunOptions.standard());
    assertEquals(FailureCode.ACCELERATOR_ERROR, unused.code());
    assertTrue(unused.getMessage().contains("took 6 of 9 beats"), unused.getMessage());
  }

  @Test
  void missingSurplusAndMisshapenInputsAreNamed() throws IOException {
    AcceleratorRun run = AcceleratorRun.of(Manifest.read(build.write()), cache());
    assertMismatch("x is missing", run, List.of());
    assertMismatch("no input z", run, List.of(new Tensor("z", List.of(1), new float[1])));
    assertMismatch("shape [3, 5]", run, List.of(new Tensor("x", List.of(15), new float[15])));
    assertMismatch("given twice", run, List.of(input(), input()));
  }

  @Test
  void aTraceIsWrittenInTheFormatOfItsName() throws IOException {
    Path vcd = folder.resolve("run.vcd");
    run(RunOptions.standard().withTrace(vcd));
    assertTrue(Files.readString(vcd, StandardCharsets.UTF_8).contains("$enddefinitions"));
    SimulationFailure unknown = failure(RunOptions.standard().withTrace(folder.resolve("run.txt")));
    assertEquals(FailureCode.TRACE_UNAVAILABLE, unknown.code());
  }

  private RunReport run(RunOptions options) throws IOException {
    return AcceleratorRun.of(Manifest.read(build.write()), cache()).run(List.of(input()), options);
  }

  private SimulationFailure failure(RunOptions options) {
    return assertThrows(SimulationFailure.class, () -> run(options));
  }

  private static void assertMismatch(String text, AcceleratorRun run, List<Tensor> inputs) {
    SimulationFailure failure =
        assertThrows(SimulationFailure.class, () -> run.run(inputs, RunOptions.standard()));
    assertEquals(FailureCode.INPUT_MISMATCH, failure.code());
    assertTrue(failure.getMessage().contains(text), failure.getMessage());
  }

  private static ModelCache cache() {
    return ModelCache.in(ToyBuild.CACHE);
  }

  static Tensor input() {
    float[] values = new float[15];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 7) * 0.25f;
    }
    values[14] = 1000;
    return new Tensor("x", List.of(3, 5), values);
  }

  /// One code above the input, whose largest code is 126.
  static float[] expected() {
    float[] values = new float[15];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 6) * 0.25f;
    }
    values[14] = 127 * 0.25f;
    return values;
  }
}
