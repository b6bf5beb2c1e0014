package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.ReceivedBeats;
import dev.halfbyte.sim.verilator.RegisterBus;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.sim.verilator.StopCondition;
import dev.halfbyte.sim.verilator.StreamSink;
import dev.halfbyte.sim.verilator.StreamSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole programs on hb_accel: same bits with and without stalls, and the predicted cycles without.
class AcceleratorTest {
  private static final int PROGRAMS = 25;
  private static final long PATIENCE = 1_000_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edge8x8",
        "row64x4",
        "row16x4",
        "dot4x4x2",
        "code8x8",
        "shift8x8",
        "skip16x4",
        "skip64x4"
      })
  void programsGiveTheReferenceBitsWhateverTheStalls(String preset) {
    AcceleratorConfig config = AcceleratorConfig.preset(preset).orElseThrow();
    Model model = Dut.model("hb_accel", config.parameters());
    for (int seed = 1; seed <= PROGRAMS; seed++) {
      Scenario scenario = Scenario.of(config, seed);
      run(model, scenario, new Stalls(seed, 0.5), new Stalls(seed + 1000, 0.3), seed);
      run(model, scenario, new Stalls(seed, 0.05), new Stalls(seed + 1000, 0.9), seed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edge8x8",
        "row64x4",
        "row16x4",
        "dot4x4x2",
        "code8x8",
        "shift8x8",
        "skip16x4",
        "skip64x4"
      })
  void withoutStallsEveryCounterIsAsPredicted(String preset) {
    AcceleratorConfig config = AcceleratorConfig.preset(preset).orElseThrow();
    Model model = Dut.model("hb_accel", config.parameters());
    for (int seed = 1; seed <= PROGRAMS; seed++) {
      Scenario scenario = Scenario.of(config, seed);
      List<Long> counters = run(model, scenario, Stalls.none(), Stalls.none(), seed);
      assertEquals(scenario.counters(), counters, "counters of seed " + seed);
    }
  }

  @ParameterizedTest
  @CsvSource({"skip16x4, 2", "skip16x4, 4"})
  void severalEnginesGiveTheReferenceBitsAndThePredictedCounters(String preset, int engines) {
    AcceleratorConfig config =
        AcceleratorConfig.preset(preset).orElseThrow().with(Map.of("ENGINES", engines));
    Model model = Dut.model("hb_accel", config.parameters());
    for (int seed = 1; seed <= PROGRAMS; seed++) {
      Scenario scenario = Scenario.of(config, seed);
      List<Long> counters = run(model, scenario, Stalls.none(), Stalls.none(), seed);
      assertEquals(scenario.counters(), counters, "counters of seed " + seed);
      run(model, scenario, new Stalls(seed, 0.5), new Stalls(seed + 1000, 0.3), seed);
    }
  }

  @Test
  void stallsAreCountedByCause() {
    AcceleratorConfig config = AcceleratorConfig.edge8x8();
    Model model = Dut.model("hb_accel", config.parameters());
    Scenario scenario = TwoLayerScenario.of(config, 3);
    List<Long> free = run(model, scenario, Stalls.none(), Stalls.none(), 1);
    List<Long> starved = run(model, scenario, new Stalls(4, 0.5), Stalls.none(), 1);
    List<Long> blocked = run(model, scenario, Stalls.none(), new Stalls(4, 0.5), 1);
    int inStarved = RegisterMap.counters().indexOf(RegisterMap.Register.IN_STARVED);
    int outBlocked = RegisterMap.counters().indexOf(RegisterMap.Register.OUT_BLOCKED);
    assertTrue(starved.get(inStarved) > scenario.inBeats().size() / 2);
    assertEquals(0, starved.get(outBlocked));
    assertTrue(blocked.get(outBlocked) > scenario.outBeats().size() / 2);
    assertEquals(0, blocked.get(inStarved));
    assertTrue(starved.getFirst() > free.getFirst());
    assertTrue(blocked.getFirst() > free.getFirst());
  }

  /// Runs a scenario, compares every out beat and returns the counters in register order.
  static List<Long> run(Model model, Scenario scenario, Stalls in, Stalls out, int seed) {
    try (Dut dut = Dut.open(model, seed)) {
      RegisterBus bus = dut.simulation().registers("s_axil_");
      StreamSource source = dut.simulation().source("s_axis_", in);
      StreamSink sink = dut.simulation().sink("m_axis_", out);
      int[] program =
          CommandFormat.program(scenario.commands()).stream().mapToInt(word -> word).toArray();
      bus.writeBlock(RegisterMap.COMMAND_WINDOW, program);
      source.push(longs(scenario.inBeats()));
      bus.write(RegisterMap.Register.CTRL.address(), RegisterMap.CTRL_START);
      dut.simulation().run(PATIENCE, new StopCondition.PortEquals("irq_o", 1));
      assertEquals(
          RegisterMap.STATUS_DONE, bus.read(RegisterMap.Register.STATUS.address()), "status");
      assertEquals(0, source.waiting(), "beats left over");
      ReceivedBeats expected = new ReceivedBeats(longs(scenario.outBeats()), scenario.lastBeats());
      assertEquals(expected, sink.take(), "out stream of seed " + seed);
      return RegisterMap.counters().stream().map(r -> bus.readLong(r.address())).toList();
    }
  }

  static long[] longs(List<Long> beats) {
    return beats.stream().mapToLong(beat -> beat).toArray();
  }
}
