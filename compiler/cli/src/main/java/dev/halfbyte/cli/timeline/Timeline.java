package dev.halfbyte.cli.timeline;

import dev.halfbyte.backend.verilog.cmd.CommandPrinter;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.sim.harness.Activity;
import dev.halfbyte.sim.harness.Interval;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The commands of a simulated run in program order, each with the cycles in which the simulator
/// saw its unit busy.
///
/// @param kernel name of the kernel
/// @param config the hardware
/// @param cycles cycles of the run, as the accelerator counted them
/// @param predictedCycles as predicted, for streams without stalls
/// @param commands all commands, END last
/// @param starved cycles in which the in stream had nothing to give
/// @param blocked cycles in which the out stream was not taken
public record Timeline(
    String kernel,
    AcceleratorConfig config,
    long cycles,
    long predictedCycles,
    List<CommandSpan> commands,
    List<Interval> starved,
    List<Interval> blocked) {
  public Timeline {
    commands = List.copyOf(commands);
    starved = List.copyOf(starved);
    blocked = List.copyOf(blocked);
  }

  /// Joins a program with what was seen of it.
  ///
  /// @param prediction of the program with the inputs of the run
  /// @param cycles of the run
  public static Timeline of(
      CommandProgram program, Prediction prediction, long cycles, Activity activity) {
    return new Timeline(
        program.kernel(),
        program.config(),
        cycles,
        prediction.totalCycles(),
        new Joiner(program, prediction, cycles, activity).spans(),
        activity.starved(),
        activity.blocked());
  }

  /// Cycles in which a command waited, by cause; together the counter `seq_wait`.
  public SortedMap<String, Long> waits() {
    SortedMap<String, Long> waits = new TreeMap<>();
    for (CommandSpan command : commands) {
      if (command.waited() > 0) {
        waits.merge(command.cause(), command.waited(), Long::sum);
      }
    }
    return waits;
  }

  /// Commands that a unit executed, in order; of DRAIN, products under the next one.
  public List<CommandSpan> of(Unit unit) {
    return unit == Unit.DRAIN
        ? commands.stream().flatMap(command -> command.drain().stream()).toList()
        : commands.stream().filter(c -> c.unit().filter(unit::equals).isPresent()).toList();
  }

  private static final class Joiner {
    private final CommandProgram program;
    private final Prediction prediction;
    private final long cycles;
    private final Activity activity;
    private final Map<Unit, Integer> taken = new EnumMap<>(Unit.class);
    private final Map<Long, List<Command>> endingIn = new HashMap<>();
    private final List<CommandSpan> spans = new ArrayList<>();

    Joiner(CommandProgram program, Prediction prediction, long cycles, Activity activity) {
      this.program = program;
      this.prediction = prediction;
      this.cycles = cycles;
      this.activity = activity;
    }

    List<CommandSpan> spans() {
      long earliest = Timing.FIRST_ISSUE;
      for (int i = 0; i < program.commands().size(); i++) {
        CommandSpan span = span(i, program.commands().get(i), earliest);
        spans.add(span);
        endingIn
            .computeIfAbsent(span.last(), _ -> new ArrayList<>())
            .add(program.commands().get(i));
        earliest = span.issue() + 1;
      }
      return spans;
    }

    private CommandSpan span(int index, Command command, long earliest) {
      Optional<Activity.Slice> slice = command.unit().map(this::next);
      long issue = slice.map(s -> s.busy().first() - 1).orElse(cycles - 1);
      long waited = issue - earliest;
      String cause =
          waited > 0 ? WaitCause.of(command, endingIn.getOrDefault(issue - 1, List.of())) : "";
      long drained = slice.map(s -> drained(command, s)).orElse(0L);
      return new CommandSpan(
          index,
          program.labels().get(index),
          CommandPrinter.print(command),
          command.unit(),
          issue,
          slice.map(s -> s.busy().cycles()).orElse(0L) + drained,
          drained,
          predicted(index),
          slice.map(Activity.Slice::macs).orElse(0L),
          slice.map(Activity.Slice::skipped).orElse(0L),
          waited,
          cause);
    }

    /// Cycles in which a product was drained when the next one had begun.
    private long drained(Command command, Activity.Slice slice) {
      List<Activity.Slice> drains = slices(Unit.DRAIN);
      return command instanceof Command.Gemm
          ? drains.stream()
              .filter(drain -> drain.busy().first() == slice.busy().last() + 1)
              .mapToLong(drain -> drain.busy().cycles())
              .sum()
          : 0;
    }

    private CommandSpan.Predicted predicted(int index) {
      long issue = prediction.issueCycles().get(index);
      long done = prediction.doneCycles().get(index);
      long drained = 0;
      if (program.commands().get(index) instanceof Command.Gemm) {
        for (int next = index + 1; next < program.commands().size(); next++) {
          if (program.commands().get(next) instanceof Command.Gemm) {
            drained = Math.max(0, done - prediction.issueCycles().get(next));
            break;
          }
        }
      }
      return new CommandSpan.Predicted(issue, done - issue, drained);
    }

    private List<Activity.Slice> slices(Unit unit) {
      return activity.units().getOrDefault(unit.name().toLowerCase(Locale.ROOT), List.of());
    }

    /// The n-th command of a unit is the n-th time that it was busy.
    private Activity.Slice next(Unit unit) {
      int index = taken.merge(unit, 1, Integer::sum) - 1;
      List<Activity.Slice> slices = slices(unit);
      if (index >= slices.size()) {
        throw new CompilerBug(unit + " was busy " + slices.size() + " times only");
      }
      return slices.get(index);
    }
  }
}
