package dev.halfbyte.sim.verilator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A design may end its simulation; it must never end the process.
class DesignStopTest {
  private final Model model = Designs.model("stops");

  @Test
  void finishEndsEachBatchAfterOneCycle() {
    try (Simulation simulation = running(2)) {
      assertEquals(new RunResult(RunResult.Reason.FINISHED, 1), simulation.step(10));
      assertEquals(RunResult.Reason.FINISHED, simulation.step(10).reason());
    }
  }

  @ParameterizedTest
  @CsvSource({"3,the design gave up", "4,how_i is not zero", "5,stops.sv"})
  void stopFatalAndAssertionsFailWithTheDesignsOwnWords(int how, String words) {
    try (Simulation simulation = running(how)) {
      SimulationFailure failure = assertThrows(SimulationFailure.class, () -> simulation.step(10));
      assertEquals(FailureCode.DESIGN_STOPPED, failure.code());
      assertTrue(failure.getMessage().contains(words), failure.getMessage());
      assertThrows(SimulationFailure.class, () -> simulation.step(10));
    }
  }

  @Test
  void displayedTextIsKeptPerInstance() {
    try (Simulation talking = running(1);
        Simulation silent = running(0)) {
      talking.step(2);
      silent.step(2);
      assertEquals("value is 1\nvalue is 1\n", talking.takeLog());
      assertEquals("", talking.takeLog());
      assertEquals("", silent.takeLog());
    }
  }

  private Simulation running(int how) {
    Simulation simulation = model.open();
    simulation.reset(1);
    simulation.signal("how_i").set(how);
    return simulation;
  }
}
