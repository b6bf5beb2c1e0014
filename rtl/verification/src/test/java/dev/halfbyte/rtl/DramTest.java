package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.verilator.Axi4Memory;
import dev.halfbyte.sim.verilator.MemoryPort;
import dev.halfbyte.sim.verilator.MemoryTiming;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.ReceivedBeats;
import dev.halfbyte.sim.verilator.RegisterBus;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.sim.verilator.StopCondition;
import dev.halfbyte.sim.verilator.StreamSink;
import dev.halfbyte.sim.verilator.StreamSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Programs whose words lie in a DRAM: same bits whatever its latency and pauses, and the counters
/// predicted for a DRAM that always takes the same time.
class DramTest {
  private static final long PATIENCE = 1_000_000;
  private static final int ROOM = 1 << 20;

  /// What a run counted, and the status behind it.
  private record Outcome(List<Long> counters, long status) {}

  @ParameterizedTest
  @CsvSource({"dot4x4x2, 12", "edge16, 12"})
  void programsGiveTheReferenceBitsInThePredictedCycles(String preset, int programs) {
    AcceleratorConfig config = DramScenario.of(preset, 1).config();
    Model model = Dut.model("hb_accel", config.parameters());
    for (int seed = 1; seed <= programs; seed++) {
      Scenario scenario = DramScenario.of(preset, seed);
      Stalls none = Stalls.none();
      Outcome free =
          run(model, scenario, MemoryTiming.prompt(Timing.DRAM_LATENCY), none, none, seed);
      assertEquals(new Outcome(scenario.counters(), RegisterMap.STATUS_DONE), free, "seed " + seed);
      for (int longest : new int[] {1, 9, 150}) {
        MemoryTiming timing = MemoryTiming.random(seed, longest == 150 ? 0.1 : 0.4, longest);
        Outcome other = run(model, scenario, timing, new Stalls(seed, 0.3), none, seed);
        assertEquals(RegisterMap.STATUS_DONE, other.status());
      }
    }
  }

  /// The words of a program may lie anywhere: where they do changes neither bits nor cycles.
  @Test
  void programsRunWhereverTheirWordsBegin() {
    AcceleratorConfig config = DramScenario.of("edge16", 1).config();
    Model model = Dut.model("hb_accel", config.parameters());
    MemoryTiming timing = MemoryTiming.prompt(Timing.DRAM_LATENCY);
    Stalls none = Stalls.none();
    for (long base : new long[] {4096, 0x8000_0000L, 0xfff0_0000L}) {
      Scenario scenario = DramScenario.of("edge16", base);
      Outcome outcome = run(model, scenario, timing, none, none, 1, base);
      assertEquals(new Outcome(scenario.counters(), RegisterMap.STATUS_DONE), outcome);
    }
  }

  @Test
  void anErrorOfTheDramEndsInTheStatusOfItsRunAndOfNoOther() {
    AcceleratorConfig config = AcceleratorConfig.edge8x8().with(Map.of("DRAM", 1));
    List<Command> good = copy(Optional.of(new DramSpan(0, 8)), Optional.of(new DramSpan(8, 8)));
    List<Command> badLoad =
        copy(Optional.of(new DramSpan(ROOM / 8 - 7, 8)), Optional.of(new DramSpan(8, 8)));
    List<Command> badStore =
        copy(Optional.of(new DramSpan(0, 8)), Optional.of(new DramSpan(ROOM / 8 - 1, 8)));
    int failed = RegisterMap.STATUS_DONE | RegisterMap.STATUS_ERROR;
    try (Dut dut = Dut.open(Dut.model("hb_accel", config.parameters()), 3)) {
      RegisterBus bus = dut.simulation().registers("s_axil_");
      Axi4Memory memory = dut.simulation().memory(0, ROOM);
      memory.port("m_axi_", MemoryTiming.random(5, 0.2, 20));
      assertEquals(RegisterMap.STATUS_DONE, status(dut, bus, good));
      assertEquals(failed, status(dut, bus, badLoad));
      assertEquals(RegisterMap.STATUS_DONE, status(dut, bus, good));
      assertEquals(failed, status(dut, bus, badStore));
      assertEquals(RegisterMap.STATUS_DONE, status(dut, bus, good));
    }
  }

  @Test
  void withoutAPortACommandForTheDramIsUnknown() {
    AcceleratorConfig config = AcceleratorConfig.edge8x8();
    DramSpan span = new DramSpan(0, 8);
    try (Dut dut = Dut.open(Dut.model("hb_accel", config.parameters()), 3)) {
      RegisterBus bus = dut.simulation().registers("s_axil_");
      int failed = RegisterMap.STATUS_DONE | RegisterMap.STATUS_ERROR;
      assertEquals(failed, status(dut, bus, copy(Optional.of(span), Optional.of(span))));
      assertEquals(0, dut.get("m_axi_arvalid") | dut.get("m_axi_awvalid"));
    }
  }

  @Test
  void aResetInTheMiddleOfATransferLeavesNothingBehind() {
    AcceleratorConfig config = AcceleratorConfig.edge8x8().with(Map.of("DRAM", 1));
    Random random = new Random(8);
    List<Command> copy =
        copy(Optional.of(new DramSpan(0, 300)), Optional.of(new DramSpan(512, 300)));
    try (Dut dut = Dut.open(Dut.model("hb_accel", config.parameters()), 3)) {
      RegisterBus bus = dut.simulation().registers("s_axil_");
      Axi4Memory memory = dut.simulation().memory(0, ROOM);
      MemoryPort port = memory.port("m_axi_", MemoryTiming.random(5, 0.1, 60));
      long[] words = random.longs(300).toArray();
      memory.writeLongs(0, words);
      for (int round = 0; round < 20; round++) {
        bus.writeBlock(RegisterMap.COMMAND_WINDOW, program(copy));
        bus.write(RegisterMap.Register.CTRL.address(), RegisterMap.CTRL_START);
        dut.simulation().step(random.nextInt(1200));
        dut.simulation().reset(3);
        memory.writeLongs(8 * 512L, new long[300]);
        assertEquals(RegisterMap.STATUS_DONE, status(dut, bus, copy));
        assertEquals(List.of(box(words)), List.of(box(memory.readLongs(8 * 512L, 300))));
      }
      port.verify();
    }
  }

  /// A program that copies words through act, all of them 8 codes of 8 bits.
  private static List<Command> copy(Optional<DramSpan> from, Optional<DramSpan> to) {
    int words = from.orElseThrow().beats();
    return List.of(
        new Command.Load(Memory.ACT, 0, words, from, Set.of()),
        new Command.Store(Memory.ACT, 0, words, false, to, Set.of(Unit.LOAD)),
        new Command.End());
  }

  private static long status(Dut dut, RegisterBus bus, List<Command> commands) {
    bus.writeBlock(RegisterMap.COMMAND_WINDOW, program(commands));
    bus.write(RegisterMap.Register.CTRL.address(), RegisterMap.CTRL_START);
    dut.simulation().run(PATIENCE, new StopCondition.PortEquals("irq_o", 1));
    return bus.read(RegisterMap.Register.STATUS.address());
  }

  private static Outcome run(
      Model model, Scenario scenario, MemoryTiming timing, Stalls in, Stalls out, int seed) {
    return run(model, scenario, timing, in, out, seed, 0);
  }

  /// @param base byte of the DRAM at which the words of the program begin
  private static Outcome run(
      Model model,
      Scenario scenario,
      MemoryTiming timing,
      Stalls in,
      Stalls out,
      int seed,
      long base) {
    try (Dut dut = Dut.open(model, seed)) {
      RegisterBus bus = dut.simulation().registers("s_axil_");
      StreamSource source = dut.simulation().source("s_axis_", in);
      StreamSink sink = dut.simulation().sink("m_axis_", out);
      Axi4Memory memory = dut.simulation().memory(base, ROOM);
      MemoryPort port = memory.port("m_axi_", timing);
      if (base != 0) {
        bus.write(RegisterMap.Register.DRAM_BASE.address(), (int) base);
      }
      memory.writeLongs(base, AcceleratorTest.longs(scenario.dram()));
      source.push(AcceleratorTest.longs(scenario.inBeats()));
      long status = status(dut, bus, scenario.commands());
      assertEquals(0, source.waiting(), "beats left over");
      ReceivedBeats expected =
          new ReceivedBeats(AcceleratorTest.longs(scenario.outBeats()), scenario.lastBeats());
      assertEquals(expected, sink.take(), "out stream of seed " + seed);
      port.verify();
      assertTrue(port.traffic().readBeats() > 0 && port.traffic().writeBeats() > 0);
      List<Long> counters =
          RegisterMap.counters().stream().map(r -> bus.readLong(r.address())).toList();
      return new Outcome(counters, status);
    }
  }

  private static int[] program(List<Command> commands) {
    return CommandFormat.program(commands).stream().mapToInt(word -> word).toArray();
  }

  private static List<Long> box(long[] words) {
    return Arrays.stream(words).boxed().toList();
  }
}
