package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.TaskGraph;
import dev.halfbyte.backend.verilog.fault.Remedy;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/// Tells for a program that is too large for the hardware which depths would do.
public final class Misfit {
  /// Programs made at most.
  private static final int TRIALS = 40;

  private final Function<AcceleratorConfig, TaskGraph> bind;
  private final Map<List<Integer>, Optional<TaskGraph>> graphs = new HashMap<>();

  private Misfit(Function<AcceleratorConfig, TaskGraph> bind) {
    this.bind = bind;
  }

  /// Returns the fault with a help line that names parameters that the program fits.
  ///
  /// @param fault why it does not fit `config`; other faults come back as they are
  /// @param bind the tasks of the program on a configuration
  public static DiagnosticException explain(
      DiagnosticException fault,
      AcceleratorConfig config,
      Function<AcceleratorConfig, TaskGraph> bind) {
    Diagnostic first = fault.diagnostics().getFirst();
    if (first.code() != VerilogFault.DOES_NOT_FIT) {
      return fault;
    }
    List<Diagnostic> all = new ArrayList<>(fault.diagnostics());
    all.set(0, first.help(new Misfit(bind).remedy(config)));
    return new DiagnosticException(all);
  }

  /// What would do; nothing if the program is wrong in another way than by its size.
  private Optional<String> remedy(AcceleratorConfig config) {
    if (graph(config.with(Depths.limits(config))).isEmpty()) {
      return Optional.empty();
    }
    String remedy =
        Depths.search(
                config,
                other -> test(other, Scheduler::places),
                other -> test(other, Scheduler::fits),
                TRIALS)
            .map(better -> Remedy.text(config, better))
            .orElse("no depth of the memories is enough; take fewer rows or shorter sums");
    return Optional.of(remedy);
  }

  private boolean test(
      AcceleratorConfig config, BiPredicate<TaskGraph, AcceleratorConfig> condition) {
    try {
      return graph(config).filter(graph -> condition.test(graph, config)).isPresent();
    } catch (DiagnosticException _) {
      return false;
    }
  }

  /// Tasks differ with the limits of softmax and norm only.
  private Optional<TaskGraph> graph(AcceleratorConfig config) {
    return graphs.computeIfAbsent(
        List.of(config.softmaxRowMax(), config.normRowMax(), config.gainDepth()),
        _ -> bound(config));
  }

  private Optional<TaskGraph> bound(AcceleratorConfig config) {
    try {
      return Optional.of(bind.apply(config));
    } catch (DiagnosticException _) {
      return Optional.empty();
    }
  }
}
