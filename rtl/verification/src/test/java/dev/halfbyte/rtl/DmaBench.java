package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.verilator.Axi4Memory;
import dev.halfbyte.sim.verilator.MemoryPort;
import dev.halfbyte.sim.verilator.MemoryTiming;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.Port;
import dev.halfbyte.sim.verilator.RunResult;
import dev.halfbyte.sim.verilator.Simulation;
import dev.halfbyte.sim.verilator.StopCondition;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A DMA unit with a memory behind it.
final class DmaBench implements AutoCloseable {
  static final long BASE = 0x8000_0000L;
  static final int BYTES = 1 << 15;
  private static final int PATIENCE = 100_000;

  /// Where a transfer goes.
  record Place(long address, int beats) {
    /// Draws one of at most 700 beats, often short and often around a boundary of 4 KiB.
    static Place random(Random random) {
      int beats = 1 + random.nextInt(random.nextBoolean() ? 700 : 20);
      int first = random.nextInt(BYTES / 8 - beats + 1);
      int page = 512 * (1 + random.nextInt(BYTES / 4096 - 1));
      int near = page - random.nextInt(beats + 1);
      boolean fits = near >= 0 && near + beats <= BYTES / 8;
      return new Place(BASE + 8L * (fits && random.nextBoolean() ? near : first), beats);
    }
  }

  final DmaTiming timing;
  final Dut dut;
  final Simulation simulation;
  final Axi4Memory memory;
  final MemoryPort port;

  DmaBench(String module, int maxBurst, int outstanding, MemoryTiming memoryTiming) {
    timing = new DmaTiming(maxBurst, outstanding);
    dut = Dut.open(Dut.model(module, Map.of("MAX_BURST", maxBurst, "OUTSTANDING", outstanding)), 7);
    simulation = dut.simulation();
    memory = simulation.memory(BASE, BYTES);
    port = memory.port("m_axi_", memoryTiming);
  }

  /// Starts a transfer; the cycle of `start_i` has run then.
  void start(Place place) {
    start(place.address(), place.beats());
  }

  void start(long address, int beats) {
    assertFalse(dut.isHigh("busy_o"));
    dut.set("start_i", true).set("address_i", address).set("beats_i", beats).cycle();
    dut.set("start_i", false).set("address_i", 0).set("beats_i", 0);
  }

  /// Runs up to `done_o` of the transfer that was started.
  ///
  /// @return cycles from `start_i` to `done_o`
  long finish() {
    assertTrue(dut.isHigh("busy_o"));
    RunResult result = simulation.run(PATIENCE, new StopCondition.PortEquals("done_o", 1));
    assertTrue(result.stopped(), "no end");
    assertFalse(dut.isHigh("busy_o"));
    return result.cycles() + 1;
  }

  /// A start that has to end in the next cycle, with nothing on the bus.
  void refuse(long address, int beats, boolean error) {
    long before = port.traffic().readBursts() + port.traffic().writeBursts();
    start(address, beats);
    assertTrue(dut.isHigh("done_o"));
    assertEquals(error, dut.isHigh("error_o"));
    for (int cycle = 0; cycle < 10; cycle++) {
      dut.cycle();
      assertFalse(dut.isHigh("done_o") || dut.isHigh("busy_o"));
    }
    assertEquals(before, port.traffic().readBursts() + port.traffic().writeBursts());
  }

  /// Holds the promise of the headers: no output changes within a cycle, whatever the inputs do.
  static void assertNoPathThrough(String module) {
    Model model = Dut.model(module, Map.of());
    List<Port> outputs =
        model.ports().stream().filter(port -> port.direction() == Port.Direction.OUTPUT).toList();
    List<Port> inputs =
        model.ports().stream()
            .filter(port -> port.direction() == Port.Direction.INPUT)
            .filter(port -> !List.of("clk_i", "rst_ni", "start_i").contains(port.name()))
            .toList();
    Random random = new Random(1);
    try (Dut dut = Dut.open(model, 1)) {
      for (int cycle = 0; cycle < 2000; cycle++) {
        List<Bits> before = outputs.stream().map(port -> dut.bits(port.name())).toList();
        inputs.forEach(port -> dut.set(port.name(), Bits.random(random, port.width())));
        boolean start = !dut.isHigh("busy_o");
        dut.set("start_i", start).set("beats_i", random.nextInt(40)).settle();
        assertEquals(before, outputs.stream().map(port -> dut.bits(port.name())).toList());
        dut.cycle();
      }
    }
  }

  @Override
  public void close() {
    dut.close();
  }
}
