package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.rtl.RegisterMap.Register;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.Port;
import dev.halfbyte.sim.verilator.RegisterBus;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.sim.verilator.StopCondition;
import dev.halfbyte.sim.verilator.StreamSink;
import dev.halfbyte.sim.verilator.StreamSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Control of hb_accel: restart, clear, errors, and its promise of no combinational path.
class AcceleratorControlTest {
  private static final AcceleratorConfig CONFIG = AcceleratorConfig.edge8x8();

  private final Model model = Dut.model("hb_accel", CONFIG.parameters());

  @Test
  void programsFollowEachOtherWithoutAReset() {
    try (Dut dut = Dut.open(model, 1)) {
      RegisterBus bus = dut.simulation().registers("s_axil_");
      StreamSource source = dut.simulation().source("s_axis_", Stalls.none());
      StreamSink sink = dut.simulation().sink("m_axis_", Stalls.none());
      for (int seed = 30; seed < 40; seed++) {
        Scenario scenario = TwoLayerScenario.of(CONFIG, seed);
        write(bus, CommandFormat.program(scenario.commands()));
        source.push(longs(scenario.inBeats()));
        // The second run of the same program, with the same data, takes the same cycles.
        source.push(longs(scenario.inBeats()));
        for (int run = 0; run < 2; run++) {
          runToEnd(dut, bus);
          assertEquals(RegisterMap.STATUS_DONE, bus.read(Register.STATUS.address()));
          assertEquals(scenario.counters().getFirst(), bus.readLong(Register.CYCLES.address()));
          assertEquals(scenario.outBeats(), boxed(sink.take().words()));
        }
      }
    }
  }

  @Test
  void clearResetsFlagsAndCountersAndStartIsIgnoredWhileBusy() {
    try (Dut dut = Dut.open(model, 1)) {
      RegisterBus bus = dut.simulation().registers("s_axil_");
      StreamSource source = dut.simulation().source("s_axis_", Stalls.none());
      write(bus, program(new Command.Load(Memory.ACT, 0, 4, Set.of()), new Command.End()));
      bus.write(Register.CTRL.address(), RegisterMap.CTRL_START);
      assertEquals(RegisterMap.STATUS_BUSY, bus.read(Register.STATUS.address()));
      bus.write(Register.CTRL.address(), RegisterMap.CTRL_START | RegisterMap.CTRL_CLEAR);
      long before = bus.readLong(Register.CYCLES.address());
      source.push(1, 2, 3, 4);
      dut.simulation().run(100, new StopCondition.PortEquals("irq_o", 1));
      assertEquals(RegisterMap.STATUS_DONE, bus.read(Register.STATUS.address()));
      long cycles = bus.readLong(Register.CYCLES.address());
      assertEquals(true, before > 4 && cycles > before, before + " " + cycles);
      bus.write(Register.CTRL.address(), RegisterMap.CTRL_CLEAR);
      assertEquals(0, bus.read(Register.STATUS.address()));
      assertEquals(0, bus.readLong(Register.CYCLES.address()));
      assertEquals(0, dut.get("irq_o"));
      assertEquals(0, source.waiting());
    }
  }

  @Test
  void aCommandForAnAbsentUnitRaisesDoneAndError() {
    Command.RowSpan rows = new Command.RowSpan(0, 1, 1);
    Command softmax =
        new Command.Softmax(rows, 1, Optional.empty(), 1, rows, 0, Optional.empty(), Set.of());
    Command.Norm.Form form = new Command.Norm.Form(false, true, 1, 1, 1, 0, 0, 1);
    Command norm = new Command.Norm(rows, 1, form, 0, rows, Set.of());
    try (Dut dut = Dut.open(model, 1)) {
      RegisterBus bus = dut.simulation().registers("s_axil_");
      for (Command command : List.of(softmax, norm)) {
        write(bus, program(command, new Command.End()));
        runToEnd(dut, bus);
        assertEquals(
            RegisterMap.STATUS_DONE | RegisterMap.STATUS_ERROR,
            bus.read(Register.STATUS.address()));
      }
    }
  }

  @Test
  void anUnknownOpcodeRaisesDoneAndError() {
    try (Dut dut = Dut.open(model, 1)) {
      RegisterBus bus = dut.simulation().registers("s_axil_");
      write(bus, List.of(0xf, 0, 0, 0, 0, 0, 0, 0));
      runToEnd(dut, bus);
      assertEquals(
          RegisterMap.STATUS_DONE | RegisterMap.STATUS_ERROR, bus.read(Register.STATUS.address()));
      assertThrows(SimulationFailure.class, () -> bus.write(Register.ID.address(), 1));
      assertEquals(RegisterMap.ID_VALUE, bus.read(Register.ID.address()));
    }
  }

  @Test
  void noInputReachesAnOutputWithoutAClockEdge() {
    Scenario scenario = TwoLayerScenario.of(CONFIG, 50);
    Random random = new Random(1);
    try (Dut dut = Dut.open(model, 1)) {
      RegisterBus bus = dut.simulation().registers("s_axil_");
      write(bus, CommandFormat.program(scenario.commands()));
      bus.write(Register.CTRL.address(), RegisterMap.CTRL_START);
      int beat = 0;
      for (int cycle = 0; cycle < 4000 && !dut.isHigh("irq_o"); cycle++) {
        Map<String, Bits> before = outputs(dut);
        for (Port port : model.ports()) {
          if (port.direction() == Port.Direction.INPUT && !port.name().matches("clk_i|rst_ni")) {
            dut.set(port.name(), Bits.random(random, port.width()));
          }
        }
        dut.settle();
        assertEquals(before, outputs(dut), "cycle " + cycle);
        boolean takes = dut.isHigh("s_axis_tready");
        dut.set("s_axil_awvalid", false).set("s_axil_wvalid", false).set("s_axil_arvalid", false);
        dut.set("s_axis_tvalid", takes)
            .set("s_axis_tdata", takes ? scenario.inBeats().get(beat) : 0);
        beat += takes ? 1 : 0;
        dut.cycle();
      }
      assertEquals(1, dut.get("irq_o"));
    }
  }

  private Map<String, Bits> outputs(Dut dut) {
    Map<String, Bits> values = new LinkedHashMap<>();
    for (Port port : model.ports()) {
      if (port.direction() == Port.Direction.OUTPUT) {
        values.put(port.name(), dut.bits(port.name()));
      }
    }
    return values;
  }

  private static void runToEnd(Dut dut, RegisterBus bus) {
    bus.write(Register.CTRL.address(), RegisterMap.CTRL_START);
    dut.simulation().run(1_000_000, new StopCondition.PortEquals("irq_o", 1));
  }

  private static List<Integer> program(Command... commands) {
    return CommandFormat.program(List.of(commands));
  }

  private static void write(RegisterBus bus, List<Integer> words) {
    bus.writeBlock(
        RegisterMap.COMMAND_WINDOW, words.stream().mapToInt(Integer::intValue).toArray());
  }

  private static long[] longs(List<Long> beats) {
    return beats.stream().mapToLong(Long::longValue).toArray();
  }

  private static List<Long> boxed(long[] beats) {
    return Arrays.stream(beats).boxed().toList();
  }
}
