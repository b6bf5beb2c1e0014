package dev.halfbyte.sim.verilator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
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
  void pausesOfAnyHandshakeChangeTheTimeAndNothingElse() {
    long smooth = cyclesOfSomeAccesses(BusStalls.none());
    for (int channel = 0; channel < 5; channel++) {
      Stalls[] each = new Stalls[5];
      Arrays.fill(each, Stalls.none());
      each[channel] = new Stalls(7, 0.6, 3);
      BusStalls stalls = new BusStalls(each[0], each[1], each[2], each[3], each[4]);
      assertTrue(cyclesOfSomeAccesses(stalls) > smooth + 20, "channel " + channel);
    }
  }

  private long cyclesOfSomeAccesses(BusStalls stalls) {
    try (Simulation simulation = model.open()) {
      RegisterBus bus = simulation.registers("s_axil_");
      simulation.reset(2);
      bus.stalls(stalls);
      for (int i = 0; i < 50; i++) {
        bus.write(4L * (i % 4), i * 0x0101_0101);
        assertEquals(i * 0x0101_0101, bus.read(4L * (i % 4)));
      }
      assertEquals(0, bus.violations());
      return simulation.cycles();
    }
  }

  @Test
  void answersThatAreTakenBackAreCounted() {
    Design fickle = Designs.design("registers").with("FICKLE", 1);
    try (Simulation simulation = Designs.cache().build(fickle, BuildOptions.standard()).open()) {
      RegisterBus bus = simulation.registers("s_axil_");
      simulation.reset(2);
      bus.stalls(
          new BusStalls(
              Stalls.none(), Stalls.none(), new Stalls(1, 0.9), Stalls.none(), Stalls.none()));
      assertThrows(SimulationFailure.class, () -> bus.writeBlock(0, 1, 2, 3, 4));
      assertEquals(1, bus.violations());
    }
  }

  @Test
  void aWriteThatIsCutOffLeavesABusThatWorksAfterAReset() {
    try (Simulation simulation = model.open()) {
      RegisterBus bus = simulation.registers("s_axil_");
      simulation.reset(2);
      assertFalse(bus.cutOffWrite(4, 1, 1));
      simulation.reset(1);
      assertTrue(bus.cutOffWrite(4, 2, 50));
      bus.write(8, 3);
      assertEquals(2, bus.read(4));
      assertEquals(3, bus.read(8));
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
