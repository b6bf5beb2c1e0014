package dev.halfbyte.backend.verilog;

import dev.halfbyte.backend.verilog.bind.Binder;
import dev.halfbyte.backend.verilog.cmd.CommandInterpreter;
import dev.halfbyte.backend.verilog.cmd.CommandVerifier;
import dev.halfbyte.backend.verilog.cmd.HostCodec;
import dev.halfbyte.backend.verilog.schedule.Scheduler;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Prediction;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Short ways from a sealed program to its schedule and results.
public final class Builds {
  private Builds() {}

  public static Schedule schedule(SealedProgram program, AcceleratorConfig config, long rows) {
    return Scheduler.schedule(Binder.bind(program.core(), Map.of("n", rows), config), config);
  }

  public static Schedule schedule(SealedProgram program, String hardware, long rows) {
    TreeMap<String, String> options = new TreeMap<>();
    options.put(HardwareOption.NAME, hardware);
    options.put(DimsOption.NAME, "n=" + rows);
    return VerilogBackend.schedule(program, options);
  }

  /// Returns the cycles that the cmd interpreter predicts for these inputs.
  public static Prediction predicted(Schedule schedule, Map<String, Tensor> inputs) {
    HostCodec host = new HostCodec(schedule.kernel());
    return CommandInterpreter.run(schedule.kernel(), host.streamIn(inputs)).prediction();
  }

  /// Runs the cmd interpreter on a program that is accepted from files as well.
  public static SequencedMap<String, Tensor> run(Schedule schedule, Map<String, Tensor> inputs) {
    CommandVerifier.accept(schedule.kernel());
    HostCodec host = new HostCodec(schedule.kernel());
    byte[] in = host.streamIn(inputs);
    return host.outputs(CommandInterpreter.run(schedule.kernel(), in).streamOut());
  }
}
