package dev.halfbyte.cli.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.source.Diagnostic;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulatorLogTest {
  @Test
  void theSimulatorsCodeWordsAndHelpAreKept() {
    SimulationFailure failure =
        new SimulationFailure(FailureCode.VERILOG_REJECTED, "rejected:\na.sv:1: syntax", "mend it");
    Diagnostic diagnostic = diagnostic("WARNING: something of the JVM\n" + failure.render() + "\n");
    assertEquals(RtlCode.SIMULATION, diagnostic.code());
    assertEquals("`rtl` failed: error[HB5002]: rejected:\na.sv:1: syntax", diagnostic.message());
    assertEquals(Optional.of("mend it"), diagnostic.help());
  }

  @Test
  void whateverElseWasPrintedIsShown() {
    Diagnostic diagnostic = diagnostic("Error occurred during initialization of VM\n");
    assertEquals("`rtl` failed: Error occurred during initialization of VM", diagnostic.message());
    assertTrue(diagnostic.help().isPresent());
  }

  private static Diagnostic diagnostic(String log) {
    return SimulatorLog.failure("rtl", log).diagnostics().getFirst();
  }
}
