package dev.halfbyte.bench.rtl;

import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.CommandFormat;
import dev.halfbyte.rtl.RegisterMap;
import dev.halfbyte.rtl.RegisterMap.Register;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.RegisterBus;
import dev.halfbyte.sim.verilator.Simulation;
import dev.halfbyte.sim.verilator.SimulationOptions;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.sim.verilator.StopCondition;
import dev.halfbyte.sim.verilator.StreamSink;
import dev.halfbyte.sim.verilator.StreamSource;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// `hb_accel` with the row engine of 64 columns and 4 lanes, and memories as large as addresses
/// allow.
final class Engine {
  private static final long PATIENCE = 50_000_000;
  private static final Map<String, Integer> MEMORIES =
      Map.of("ACT_DEPTH", 49152, "RES_DEPTH", 49152, "WGT_DEPTH", 16384, "PAR_DEPTH", 1024);

  /// Time of this thread, in which the model runs, whatever else the machine does.
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final AcceleratorConfig config;
  private final Model model;

  /// The engine of codes of 4 bits.
  Engine(Rtl rtl) {
    this(rtl, "edge");
  }

  Engine(Rtl rtl, String preset) {
    this(rtl, AcceleratorConfig.preset(preset).orElseThrow().with(MEMORIES));
  }

  private Engine(Rtl rtl, AcceleratorConfig config) {
    this.config = config;
    model = rtl.model("hb_accel", config.parameters());
  }

  /// The engine of codes of 4 bits, with packed weights.
  static Engine packing(Rtl rtl) {
    AcceleratorConfig edge = AcceleratorConfig.preset("edge").orElseThrow().with(MEMORIES);
    return new Engine(rtl, edge.with(Map.of("PACK", 1)));
  }

  /// What a program took and gave.
  ///
  /// @param cycles from start to end
  /// @param macBusy cycles in which the array was at work on a command
  /// @param skipped multiply-accumulates left out
  /// @param cpuSeconds processor time of the simulation between start and end
  /// @param out beats of the out stream
  record Run(long cycles, long macBusy, long skipped, double cpuSeconds, List<Long> out) {
    Run {
      out = List.copyOf(out);
    }
  }

  AcceleratorConfig config() {
    return config;
  }

  /// Runs a program, END included, to its end.
  ///
  /// @throws Mismatch if it ends with an error or leaves beats
  Run run(List<Command> program, long[] in) {
    try (Simulation simulation = model.open(SimulationOptions.standard())) {
      simulation.reset(2);
      RegisterBus bus = simulation.registers("s_axil_");
      StreamSource source = simulation.source("s_axis_", Stalls.none());
      StreamSink sink = simulation.sink("m_axis_", Stalls.none());
      int[] words = CommandFormat.program(program).stream().mapToInt(word -> word).toArray();
      bus.writeBlock(RegisterMap.COMMAND_WINDOW, words);
      source.push(in);
      bus.write(Register.CTRL.address(), RegisterMap.CTRL_START);
      long begin = THREADS.getCurrentThreadCpuTime();
      simulation.run(PATIENCE, new StopCondition.PortEquals("irq_o", 1));
      double seconds = (THREADS.getCurrentThreadCpuTime() - begin) / 1e9;
      Mismatch.check("status", RegisterMap.STATUS_DONE, bus.read(Register.STATUS.address()));
      Mismatch.check("beats left", 0, source.waiting());
      return new Run(
          bus.readLong(Register.CYCLES.address()),
          bus.readLong(Register.MAC_BUSY.address()),
          bus.readLong(Register.SKIPPED.address()),
          seconds,
          Arrays.stream(sink.take().words()).boxed().toList());
    }
  }
}
