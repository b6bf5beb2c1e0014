package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.bind.TaskGraph;
import dev.halfbyte.backend.verilog.cmd.CommandKernel;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.cmd.CommandVerifier;
import dev.halfbyte.backend.verilog.cmd.HostInput;
import dev.halfbyte.backend.verilog.cmd.HostOutput;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.CommandField;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the command program of a task graph with the fewest predicted cycles.
///
/// Tried are how many column blocks one LOAD of constants serves, with the fewest chunks of rows
/// that memory allows; then more chunks with double buffered inputs, where that saves a hundredth.
/// [Timing] decides.
public final class Scheduler {
  /// Part of the cycles that more chunks must save, since they cost commands.
  private static final double WORTHWHILE_GAIN = 0.01;

  private final TaskGraph graph;
  private final AcceleratorConfig config;
  private int fewestCommands = Integer.MAX_VALUE;

  private Scheduler(TaskGraph graph, AcceleratorConfig config) {
    this.graph = graph;
    this.config = config;
  }

  /// A command program and what was chosen to get it.
  ///
  /// @param kernel program and constants, free of faults
  /// @param prediction its cycles
  /// @param macs multiply-accumulates that the kernel needs, padding not counted
  /// @param notes choices in words
  public record Schedule(
      CommandKernel kernel, Prediction prediction, long macs, List<String> notes) {
    public Schedule {
      notes = List.copyOf(notes);
    }
  }

  /// Schedules `graph`.
  ///
  /// @param config a configuration without problems
  /// @throws DiagnosticException if the program is larger than the hardware
  public static Schedule schedule(TaskGraph graph, AcceleratorConfig config) {
    checkFields(graph, config);
    return new Scheduler(graph, config).best();
  }

  /// Limits that no schedule can get around.
  private static void checkFields(TaskGraph graph, AcceleratorConfig config) {
    for (Task task : graph.tasks()) {
      if (task instanceof Task.MatMul product) {
        int kWords = product.source().rowBlockWords();
        int most = Math.min(config.wgtDepth(), CommandField.K_WORDS.max());
        if (kWords > most) {
          throw tooLarge(
              "one column block of %d x %d weights takes %d words, WGT_DEPTH is %d"
                  .formatted(
                      product.weights().k(), product.weights().n(), kWords, config.wgtDepth()));
        }
        if (config.drainWords() > config.parDepth()) {
          throw tooLarge(
              "one column block takes %d parameter words, PAR_DEPTH is %d"
                  .formatted(config.drainWords(), config.parDepth()));
        }
      }
      for (Matrix matrix : task.writes().stream().toList()) {
        if (matrix.rowBlockWords() > CommandField.O_STRIDE.max()) {
          throw tooLarge(
              "rows of %d columns take %d words, a command addresses %d"
                  .formatted(matrix.cols(), matrix.rowBlockWords(), CommandField.O_STRIDE.max()));
        }
      }
    }
  }

  /// A program that fits the command RAM, not yet verified.
  ///
  /// @param columnBlocks column blocks of one constant image
  private record Candidate(
      RowPlan plan, int columnBlocks, CommandKernel kernel, Prediction prediction) {
    long cycles() {
      return prediction.totalCycles();
    }
  }

  private Schedule best() {
    RowPlanner planner = new RowPlanner(graph, config);
    RowPlan fewest = planner.fewestChunks();
    Optional<Candidate> best = Optional.empty();
    for (int columnBlocks = 1; columnBlocks <= maxColumnBlocks(); columnBlocks *= 2) {
      best = faster(best, candidate(fewest, columnBlocks));
    }
    int columnBlocks = best.map(Candidate::columnBlocks).orElse(1);
    for (RowPlan plan : planner.doubled(fewest.chunks())) {
      Optional<Candidate> known = best;
      Optional<Candidate> worthwhile =
          candidate(plan, columnBlocks)
              .filter(c ->
                  known.isEmpty() || c.cycles() <= known.get().cycles() * (1 - WORTHWHILE_GAIN));
      best = worthwhile.or(() -> known);
    }
    return best.map(this::schedule)
        .orElseThrow(() ->
            tooLarge(
                "the program needs %d commands or more, CMD_DEPTH is %d"
                    .formatted(fewestCommands, config.cmdDepth())));
  }

  private static Optional<Candidate> faster(Optional<Candidate> known, Optional<Candidate> other) {
    boolean keep =
        known.isPresent() && other.filter(c -> c.cycles() < known.get().cycles()).isEmpty();
    return keep ? known : other;
  }

  /// Returns how many column blocks of the widest product fit the constant memories.
  private int maxColumnBlocks() {
    int most = 1;
    for (Task task : graph.tasks()) {
      if (task instanceof Task.MatMul product) {
        most = Math.max(most, Math.ceilDiv(product.weights().n(), config.cols()));
      }
    }
    return most;
  }

  private boolean fits(int columnBlocks) {
    return graph.tasks().stream()
        .allMatch(task -> {
          if (!(task instanceof Task.MatMul product)) {
            return true;
          }
          int all = Math.ceilDiv(product.weights().n(), config.cols());
          long blocks = Math.min(columnBlocks, all);
          return blocks * product.source().rowBlockWords() <= config.wgtDepth()
              && blocks * config.drainWords() <= config.parDepth();
        });
  }

  private Optional<Candidate> candidate(RowPlan plan, int columnBlocks) {
    if (!fits(columnBlocks)) {
      return Optional.empty();
    }
    ConstantPool pool = new ConstantPool();
    List<Step> steps = new StepBuilder(graph, config, plan, columnBlocks, pool).build();
    Assembler.Assembled assembled =
        new Assembler(config).assemble(new EarlyLoads(config).hoist(steps));
    fewestCommands = Math.min(fewestCommands, assembled.commands().size());
    if (assembled.commands().size() > config.cmdDepth()) {
      return Optional.empty();
    }
    CommandProgram program =
        new CommandProgram(
            graph.kernel(),
            config,
            inputs(),
            outputs(),
            pool.images(),
            assembled.streamIn(),
            assembled.streamOut(),
            assembled.commands(),
            assembled.labels());
    Prediction prediction = new Timing(config).predict(program.commands());
    return Optional.of(
        new Candidate(plan, columnBlocks, new CommandKernel(program, pool.bytes()), prediction));
  }

  private Schedule schedule(Candidate candidate) {
    CommandProgram program = CommandVerifier.require(candidate.kernel.program());
    long cycles = candidate.cycles();
    RowPlan plan = candidate.plan;
    List<String> notes =
        List.of(
            "%d commands, %d cycles predicted, %.1f %% of the array's multiply-accumulates used"
                .formatted(
                    program.commands().size(),
                    cycles,
                    100.0 * graph.macs() / cycles / config.macsPerCycle()),
            plan.chunks() == 1
                ? "all rows at once"
                : "rows cut into %d chunks of up to %d row blocks%s"
                    .formatted(
                        plan.chunks(),
                        plan.blocksPerChunk(),
                        plan.doubled() ? ", inputs double buffered" : ""),
            "%d constant images of up to %d column blocks, %d loads in all"
                .formatted(
                    program.images().size(), candidate.columnBlocks, program.streamIn().size()));
    return new Schedule(candidate.kernel, candidate.prediction, graph.macs(), notes);
  }

  private List<HostInput> inputs() {
    Set<HostInput> inputs = new LinkedHashSet<>();
    for (Task task : graph.tasks()) {
      if (task instanceof Task.Read read) {
        inputs.add(read.input());
      }
    }
    return List.copyOf(inputs);
  }

  private List<HostOutput> outputs() {
    List<HostOutput> outputs = new ArrayList<>();
    for (Task task : graph.tasks()) {
      if (task instanceof Task.Write write) {
        outputs.add(write.output());
      }
    }
    return outputs;
  }

  private static DiagnosticException tooLarge(String message) {
    return new DiagnosticException(
        Diagnostic.error(VerilogFault.DOES_NOT_FIT, message)
            .help("choose hardware with deeper memories, or fewer rows"));
  }
}
