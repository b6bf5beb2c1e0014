package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.bind.Binder;
import dev.halfbyte.backend.verilog.bind.MissingUnits;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.schedule.Scheduler;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Reduction;
import dev.halfbyte.sim.harness.IcarusProgramRun;
import dev.halfbyte.sim.harness.Manifest;
import dev.halfbyte.sim.harness.RunReport;
import dev.halfbyte.source.DiagnosticCode;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random reductions of up to four axes, some of every second element, on random small hardware:
/// the bits of the interpreter, or a diagnostic that names what the hardware cannot do.
class RandomReductionTest {
  private static final int SAMPLES = 200;
  private static final int SIMULATED = 12;

  /// Programs of samples declare a dim that they do not use.
  private static final SortedMap<String, Long> DIMS = new TreeMap<>(Map.of("n", 1L));

  private static final Set<DiagnosticCode> REFUSALS =
      Set.of(
          VerilogFault.DOES_NOT_FIT,
          VerilogFault.TOO_WIDE,
          VerilogFault.UNSUPPORTED_OP,
          VerilogFault.MISSING_UNIT);

  @TempDir Path folder;

  @Test
  void everySampleGivesTheBitsOfTheInterpreterOrIsRefused() {
    int bound = 0;
    for (long seed = 0; seed < SAMPLES; seed++) {
      bound += check(seed) ? 1 : 0;
    }
    assertTrue(bound > SAMPLES * 3 / 4, bound + " of " + SAMPLES + " samples bound");
  }

  private static boolean check(long seed) {
    Random random = new Random(seed);
    AcceleratorConfig config = HardwareOption.parse(hardware(random));
    SealedProgram program = ReductionPrograms.of(random);
    Map<String, Tensor> inputs = inputs(program, seed);
    Optional<Scheduler.Schedule> schedule = schedule(program, config);
    schedule.ifPresent(found ->
        assertEquals(
            Interpreter.run(program.program(), inputs, DIMS),
            Builds.run(found, inputs),
            () -> "seed " + seed + ": " + program.program().nodes()));
    return schedule.isPresent();
  }

  private static Map<String, Tensor> inputs(SealedProgram program, long seed) {
    Shape shape = program.program().parameters().getFirst().type().shape();
    return Map.of("x", SampleNetwork.data(seed, shape.extents()));
  }

  private static Optional<Scheduler.Schedule> schedule(
      SealedProgram program, AcceleratorConfig config) {
    try {
      MissingUnits.require(program.core(), config);
      return Optional.of(Scheduler.schedule(Binder.bind(program.core(), DIMS, config), config));
    } catch (DiagnosticException refused) {
      DiagnosticCode code = refused.diagnostics().getFirst().code();
      assertTrue(REFUSALS.contains(code), refused::getMessage);
      return Optional.empty();
    }
  }

  private static String hardware(Random random) {
    int lanes = 1 << random.nextInt(4);
    return "skip16x4,rows=1,cols=%d,lanes=%d,act_bits=%d,act_depth=%d,res_depth=%d,wgt_depth=256"
        .formatted(
            Math.max(8, lanes * (1 + random.nextInt(4))),
            Math.max(2, lanes),
            random.nextBoolean() ? 8 : 4,
            512 + 256 * random.nextInt(8),
            512 + 256 * random.nextInt(8));
  }

  /// Sums, maxima and minima of small and large matrices, of one row and of many.
  @ParameterizedTest
  @ValueSource(strings = {"skip16x4,act_bits=8", "skip16x4,engines=2"})
  void theSimulatedUnitGivesTheBitsInThePredictedCycles(String hardware) throws IOException {
    AcceleratorConfig config = HardwareOption.parse(hardware);
    Set<Optional<Reduction.Kind>> kinds = new HashSet<>();
    for (long seed = 0; seed < SIMULATED; seed++) {
      SealedProgram program = ReductionPrograms.of(new Random(seed));
      Optional<Scheduler.Schedule> schedule = schedule(program, config);
      if (schedule.isPresent()) {
        Simulations.check(folder.resolve("" + seed), schedule.get(), inputs(program, seed));
        schedule.get().kernel().program().commands().stream()
            .filter(Command.Elementwise.class::isInstance)
            .map(command -> ((Command.Elementwise) command).reduction().map(Reduction::kind))
            .forEach(kinds::add);
      }
    }
    assertEquals(1 + Reduction.Kind.values().length, kinds.size(), kinds.toString());
  }

  /// Words that pad rows of three columns are reduced as well, whatever is in them.
  @Test
  void icarusGivesTheSameBits() throws IOException {
    SealedProgram program = SampleNetwork.pooled(7, 3, Reduce.Kind.SUM);
    Scheduler.Schedule schedule = Builds.schedule(program, "skip16x4", 5);
    Map<String, Tensor> inputs = Map.of("x", SampleNetwork.data(5, 5, 7));
    Simulations.write(folder, schedule);
    RunReport report =
        IcarusProgramRun.run(
            Manifest.read(folder.resolve("manifest.json")), Simulations.tensors(inputs));
    assertEquals(Simulations.tensors(Interpreter.run(program.program(), inputs)), report.outputs());
    assertEquals(schedule.prediction().totalCycles(), report.cycles());
  }
}
