package dev.halfbyte.sim.verilator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RegisterBusTest {
  private final Model model = Designs.model("registers");

  @Test
  void registersHoldWhatWasWritten() {
    try (Simulation simulation = model.open()) {
      RegisterBus bus = simulation.registers("s_axil_");
      simulation.reset(2);
      bus.write(4, 0x1234_5678);
      bus.writeBlock(8, -1, 7);
      assertEquals(0x1234_5678, bus.read(4));
      assertEquals(-1, bus.read(8));
      assertEquals(0x7_ffff_ffffL, bus.readLong(8));
    }
  }

  @Test
  void anErrorResponseNamesTheRegister() {
    try (Simulation simulation = model.open()) {
      RegisterBus bus = simulation.registers("s_axil_");
      simulation.reset(2);
      SimulationFailure read = assertThrows(SimulationFailure.class, () -> bus.read(0x14));
      assertEquals(FailureCode.BUS_ERROR, read.code());
      SimulationFailure write =
          assertThrows(SimulationFailure.class, () -> bus.writeBlock(8, 1, 2, 3, 4));
      assertTrue(write.getMessage().contains("0x10"), write.getMessage());
    }
  }

  @Test
  void silenceIsReportedAndTheBusCanBeUsedAgain() {
    try (Simulation simulation = model.open()) {
      RegisterBus bus = simulation.registers("s_axil_");
      simulation.reset(2);
      SimulationFailure failure = assertThrows(SimulationFailure.class, () -> bus.write(0x40, 1));
      assertEquals(FailureCode.NO_PROGRESS, failure.code());
      assertTrue(failure.getMessage().contains("0x40"), failure.getMessage());
      bus.write(0, 5);
      assertEquals(5, bus.read(0));
    }
  }
}
