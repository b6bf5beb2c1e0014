package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.bind.Binder;
import dev.halfbyte.backend.verilog.bind.MissingUnits;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.schedule.Scheduler;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.source.DiagnosticCode;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.testkit.GeneratedCase;
import dev.halfbyte.testkit.GeneratorOptions;
import dev.halfbyte.testkit.ProgramGenerator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Generated networks on every preset: the bits of the interpreter, or a diagnostic that names what
/// this hardware cannot do.
class GeneratedNetworksTest {
  private static final int PROGRAMS = 150;
  private static final int STEPS = 8;
  private static final Set<DiagnosticCode> REFUSALS =
      Set.of(
          VerilogFault.DOES_NOT_FIT,
          VerilogFault.NOT_UNIFORM,
          VerilogFault.TOO_WIDE,
          VerilogFault.UNSUPPORTED_OP);

  @Test
  void everyPresetGivesTheBitsOfTheInterpreterOrRefuses() {
    Map<String, Integer> bound = new HashMap<>();
    int reductions = 0;
    for (long seed = 0; seed < PROGRAMS; seed++) {
      GeneratedCase generated = ProgramGenerator.generate(seed, GeneratorOptions.network(STEPS));
      for (Map.Entry<String, AcceleratorConfig> preset : AcceleratorConfig.presets().entrySet()) {
        Optional<Scheduler.Schedule> schedule = bound(generated, preset.getValue());
        if (schedule.isPresent()) {
          bound.merge(preset.getKey(), 1, Integer::sum);
          reductions += reduces(schedule.get()) ? 1 : 0;
        }
      }
    }
    assertTrue(reductions > PROGRAMS / 4, reductions + " programs with reductions of rows");
    for (String preset : AcceleratorConfig.presets().keySet()) {
      assertTrue(bound.getOrDefault(preset, 0) > PROGRAMS / 4, () -> "bound " + bound);
    }
  }

  private static boolean reduces(Scheduler.Schedule schedule) {
    return schedule.kernel().program().commands().stream()
        .anyMatch(c -> c instanceof Command.Elementwise ew && ew.reduction().isPresent());
  }

  private static Optional<Scheduler.Schedule> bound(
      GeneratedCase generated, AcceleratorConfig config) {
    CoreProgram core = new CoreProgram(generated.program());
    Arguments arguments = generated.arguments();
    try {
      MissingUnits.require(core, config);
      Scheduler.Schedule schedule =
          Scheduler.schedule(Binder.bind(core, arguments.dims(), config), config);
      Map<String, Tensor> expected =
          Interpreter.run(core.program(), arguments.tensors(), arguments.dims());
      assertEquals(expected, Builds.run(schedule, arguments.tensors()), generated::describe);
      return Optional.of(schedule);
    } catch (DiagnosticException refused) {
      DiagnosticCode code = refused.diagnostics().getFirst().code();
      boolean lacksReductions = code == VerilogFault.MISSING_UNIT && config.rows() > 1;
      assertTrue(
          lacksReductions || REFUSALS.contains(code),
          () -> refused.getMessage() + generated.describe());
      return Optional.empty();
    }
  }
}
