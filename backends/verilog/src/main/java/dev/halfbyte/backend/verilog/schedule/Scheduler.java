package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.VerilogFault;
import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.bind.TaskGraph;
import dev.halfbyte.backend.verilog.cmd.CommandKernel;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.cmd.CommandVerifier;
import dev.halfbyte.backend.verilog.cmd.HostInput;
import dev.halfbyte.backend.verilog.cmd.HostOutput;
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
/// Rows are cut as little as memory allows. Tried are how many column blocks one LOAD of constants
/// serves and whether the rows of the next chunk are loaded early; [Timing] decides.
public final class Scheduler {
  private final TaskGraph graph;
  private final AcceleratorConfig config;
  private final RowPlan plan;
  private int fewestCommands = Integer.MAX_VALUE;

  private Scheduler(TaskGraph graph, AcceleratorConfig config) {
    this.graph = graph;
    this.config = config;
    this.plan = RowPlanner.plan(graph, config);
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

  private Schedule best() {
    Optional<Schedule> best = Optional.empty();
    for (int group = 1; group <= maxGroup(); group *= 2) {
      for (boolean early : plan.chunks() > 1 ? List.of(false, true) : List.of(false)) {
        Optional<Schedule> candidate = candidate(group, early);
        if (candidate.isPresent() && (best.isEmpty() || faster(candidate.get(), best.get()))) {
          best = candidate;
        }
      }
    }
    return best.orElseThrow(() ->
        tooLarge(
            "the program needs %d commands or more, CMD_DEPTH is %d"
                .formatted(fewestCommands, config.cmdDepth())));
  }

  private static boolean faster(Schedule a, Schedule b) {
    return a.prediction().totalCycles() < b.prediction().totalCycles();
  }

  /// Returns how many column blocks of the widest product fit the constant memories.
  private int maxGroup() {
    int most = 1;
    for (Task task : graph.tasks()) {
      if (task instanceof Task.MatMul product) {
        most = Math.max(most, Math.ceilDiv(product.target().cols(), config.cols()));
      }
    }
    return most;
  }

  private boolean fits(int group) {
    return graph.tasks().stream()
        .allMatch(task -> {
          if (!(task instanceof Task.MatMul product)) {
            return true;
          }
          int blocks = Math.min(group, Math.ceilDiv(product.target().cols(), config.cols()));
          return (long) blocks * product.source().rowBlockWords() <= config.wgtDepth()
              && (long) blocks * config.drainWords() <= config.parDepth();
        });
  }

  private Optional<Schedule> candidate(int group, boolean early) {
    if (!fits(group)) {
      return Optional.empty();
    }
    ConstantPool pool = new ConstantPool();
    List<Step> steps = new StepBuilder(graph, config, plan, group, pool).build();
    List<Step> ordered = early ? new EarlyLoads(config).hoist(steps) : steps;
    Assembler.Assembled assembled = new Assembler(config).assemble(ordered);
    fewestCommands = Math.min(fewestCommands, assembled.commands().size());
    if (assembled.commands().size() > config.cmdDepth()) {
      return Optional.empty();
    }
    CommandProgram program =
        CommandVerifier.require(
            new CommandProgram(
                graph.kernel(),
                config,
                inputs(),
                outputs(),
                pool.images(),
                assembled.streamIn(),
                assembled.streamOut(),
                assembled.commands()));
    Prediction prediction = new Timing(config).predict(program.commands());
    return Optional.of(
        new Schedule(
            new CommandKernel(program, pool.bytes()),
            prediction,
            graph.macs(),
            notes(program, prediction, group, early)));
  }

  private List<String> notes(
      CommandProgram program, Prediction prediction, int group, boolean early) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "%d commands, %d cycles predicted, %.1f %% of the array's multiply-accumulates used"
            .formatted(
                program.commands().size(),
                prediction.totalCycles(),
                100.0 * graph.macs() / prediction.totalCycles() / config.macsPerCycle()));
    notes.add(
        plan.chunks() == 1
            ? "all rows at once"
            : "rows cut into %d chunks of up to %d row blocks, next chunk loaded %s"
                .formatted(plan.chunks(), plan.blocksPerChunk(), early ? "early" : "in turn"));
    long loads = program.streamIn().size();
    notes.add(
        "%d constant images of up to %d column blocks, %d loads in all"
            .formatted(program.images().size(), group, loads));
    return notes;
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
