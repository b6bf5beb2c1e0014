package dev.halfbyte.loop.cost;

import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.backend.Note;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.Rates;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The predicted cycles of a loop program on one thread of a target, stage by stage.
///
/// Every stage is counted (`StageCounter`): what its leaves multiply and read, its operations in
/// vectors or one by one, loops that are entered. Counts over rates are cycles. Nothing is known of
/// branches, alignment and what other threads do to caches.
///
/// @param dims that it is for
/// @param stages in the order of their first run
public record ProgramCost(SortedMap<String, Long> dims, Rates rates, List<StageCost> stages) {
  private static final double NANOSECONDS = 1e-9;

  public ProgramCost {
    stages = List.copyOf(stages);
  }

  /// The cost for `dims`; dims that are absent have their greatest value.
  public static ProgramCost of(LoopProgram program, Rates rates, Map<String, Long> dims) {
    SortedMap<String, Long> all = new TreeMap<>();
    for (DimDeclaration dim : program.dims()) {
      all.put(dim.name(), dims.getOrDefault(dim.name(), dim.max()));
    }
    List<StageCost> stages = new ArrayList<>();
    collect(program.steps(), rates, new Environment(all, Map.of()), 1, stages);
    return new ProgramCost(all, rates, stages);
  }

  private static void collect(
      List<Step> steps, Rates rates, Environment environment, long calls, List<StageCost> stages) {
    for (Step step : steps) {
      switch (step) {
        case Stage stage -> {
          Cycles once = new StageCounter(rates).of(stage, environment);
          stages.add(new StageCost(stage, calls, once.times((double) calls)));
        }
        case Repeat repeat -> {
          Map<LoopVariable, Long> inside = new HashMap<>(environment.variables());
          inside.put(repeat.variable(), 0L);
          long repeated = calls * environment.of(repeat.extent());
          collect(
              repeat.steps(), rates, new Environment(environment.dims(), inside), repeated, stages);
        }
      }
    }
  }

  public double cycles() {
    return stages.stream().mapToDouble(stage -> stage.cycles().total()).sum();
  }

  public double seconds() {
    return seconds(cycles());
  }

  /// The time of one of the stages.
  public double seconds(StageCost stage) {
    return seconds(stage.cycles().total());
  }

  private double seconds(double cycles) {
    return cycles / rates.gigahertz() * NANOSECONDS;
  }

  /// The share of each stage, in the order of the program.
  public List<Note> notes() {
    List<Note> notes = new ArrayList<>();
    double whole = Math.max(1, cycles());
    for (StageCost stage : stages) {
      notes.add(
          new Note(
              Note.Kind.STAGE,
              stage.stage().name(),
              "predicted %s of the time, %s: %s"
                  .formatted(
                      percent(stage.cycles().total() / whole),
                      microseconds(seconds(stage)),
                      parts(stage.cycles()))));
    }
    String at =
        dims.isEmpty()
            ? ""
            : dims.entrySet().stream()
                .map(dim -> dim.getKey() + "=" + dim.getValue())
                .collect(Collectors.joining(", ", " for ", ""));
    notes.add(Note.artefact("predicted time on one thread" + at + ": " + microseconds(seconds())));
    return notes;
  }

  private static String parts(Cycles cycles) {
    double whole = Math.max(1, cycles.total());
    SortedMap<Double, List<String>> shares = new TreeMap<>();
    add(shares, cycles.leaf() / whole, "tiles");
    add(shares, cycles.tables() / whole, "tables");
    add(shares, cycles.loops() / whole, "loops");
    add(shares, cycles.overhead() / whole, "calls");
    return shares.reversed().values().stream()
        .flatMap(List::stream)
        .collect(Collectors.joining(", "));
  }

  private static void add(SortedMap<Double, List<String>> shares, double share, String name) {
    if (share >= .005) {
      shares.computeIfAbsent(share, s -> new ArrayList<>()).add(name + " " + percent(share));
    }
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String microseconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f us", 1e6 * seconds);
  }
}
