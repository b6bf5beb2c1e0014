package dev.halfbyte.sim.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IcarusRunTest {
  private static final Path TESTBENCH =
      ToyBuild.ROOT.resolve("sim/harness/src/test/resources/designs/adder_tb.sv");

  @TempDir Path folder;

  @Test
  void aTestbenchThatPassesReturnsItsOutput() {
    assertEquals("PASS 1 check\n", testbench(5).run());
  }

  @Test
  void aTestbenchThatFailsOrStopsIsAnErrorWithItsWords() {
    assertFailure(FailureCode.TESTBENCH_FAILED, "FAIL sum is 5", testbench(4));
    assertFailure(FailureCode.TESTBENCH_FAILED, "FAIL sum is 5", testbench(6));
  }

  @Test
  void silenceIsNotSuccess() throws IOException {
    Path silent = Files.writeString(folder.resolve("silent.sv"), "module silent; endmodule\n");
    assertFailure(FailureCode.TESTBENCH_FAILED, "did not pass", run("silent", silent));
  }

  @Test
  void rejectedSourcesAreShownInTheToolsWords() throws IOException {
    Path broken =
        Files.writeString(folder.resolve("broken.sv"), "module broken; wire ; endmodule\n");
    assertFailure(FailureCode.VERILOG_REJECTED, "broken.sv:1", run("broken", broken));
  }

  @Test
  void aTestbenchWithoutEndIsStopped() throws IOException {
    Path endless =
        Files.writeString(folder.resolve("endless.sv"), "module endless; always #1; endmodule\n");
    IcarusRun run =
        new IcarusRun(
            "endless",
            List.of(endless),
            folder,
            new LinkedHashMap<>(),
            List.of(),
            Duration.ofMillis(300));
    assertFailure(FailureCode.TOOL_TIMEOUT, "did not end within", run);
  }

  @Test
  void aMissingToolIsNamedWithItsInstallCommand() {
    SimulationFailure failure =
        assertThrows(SimulationFailure.class, () -> testbench(5).run(folder.toString()));
    assertEquals(FailureCode.TOOL_MISSING, failure.code());
    assertTrue(failure.help().contains("apt-get install iverilog"), failure.help());
  }

  private IcarusRun testbench(int expected) {
    SequencedMap<String, String> parameters = new LinkedHashMap<>();
    parameters.put("EXPECTED", Integer.toString(expected));
    return new IcarusRun("adder_tb", List.of(TESTBENCH), folder, parameters);
  }

  private IcarusRun run(String top, Path source) {
    return new IcarusRun(top, List.of(source), folder, new LinkedHashMap<>());
  }

  private static void assertFailure(FailureCode code, String text, IcarusRun run) {
    SimulationFailure failure = assertThrows(SimulationFailure.class, run::run);
    assertEquals(code, failure.code());
    assertTrue(failure.getMessage().contains(text), failure.getMessage());
  }
}
