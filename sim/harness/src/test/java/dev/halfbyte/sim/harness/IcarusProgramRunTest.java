package dev.halfbyte.sim.harness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcarusProgramRunTest {
  @TempDir Path folder;
  private ToyBuild build;

  @BeforeEach
  void makeBuild() throws IOException {
    build = ToyBuild.in(folder.resolve("build"));
  }

  @Test
  void outputsAndCyclesAreThoseOfVerilator() throws IOException {
    RunReport report = run();
    assertArrayEquals(AcceleratorRunTest.expected(), report.outputs().getFirst().values());
    assertEquals(12, report.cycles());
    assertEquals(12, report.predictedCycles());
    assertEquals(Map.of(), report.counters());
    assertTrue(report.simulatedCycles() > report.cycles(), report.toString());
  }

  @Test
  void aBuildWithoutTestbenchIsRefused() {
    build.json().remove("testbench");
    assertFailure(FailureCode.MANIFEST_INVALID, "names no testbench");
  }

  @Test
  void bitsThatNothingHasSetAreNotTakenForZeros() throws IOException {
    edit("in_beats, 0, 8", "in_beats, 0, 7");
    assertFailure(FailureCode.STREAM_MISMATCH, "beat 5 of the out stream is xxxxxxxxxxxxxxxx");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m_tvalid) $f  | m_tvalid && in_index != 8) $f | STREAM_MISMATCH  | 5 of 6 beats",
        "PASS toy      | PASS it is                    | TESTBENCH_FAILED | without stating",
        "PASS toy      | FAIL toy                      | TESTBENCH_FAILED | did not pass",
      })
  void aTestbenchIsHeldToItsContract(String old, String changed, FailureCode code, String words)
      throws IOException {
    edit(old, changed);
    assertFailure(code, words);
  }

  private void edit(String old, String changed) throws IOException {
    Path file = build.folder().resolve("toy_tb.sv");
    String text = Files.readString(file);
    assertTrue(text.contains(old), old);
    Files.writeString(file, text.replace(old, changed));
  }

  private RunReport run() throws IOException {
    return IcarusProgramRun.run(Manifest.read(build.write()), List.of(AcceleratorRunTest.input()));
  }

  private void assertFailure(FailureCode code, String words) {
    SimulationFailure failure = assertThrows(SimulationFailure.class, this::run);
    assertEquals(code, failure.code());
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
  }
}
