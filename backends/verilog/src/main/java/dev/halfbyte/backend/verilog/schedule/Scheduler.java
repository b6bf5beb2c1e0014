package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.ProductWeights;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.bind.TaskGraph;
import dev.halfbyte.backend.verilog.bind.WeightSource;
import dev.halfbyte.backend.verilog.cmd.CommandKernel;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.cmd.CommandVerifier;
import dev.halfbyte.backend.verilog.cmd.ConstantImage;
import dev.halfbyte.backend.verilog.cmd.HostInput;
import dev.halfbyte.backend.verilog.cmd.HostOutput;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.CommandField;
import dev.halfbyte.rtl.Cost;
import dev.halfbyte.rtl.DmaTiming;
import dev.halfbyte.rtl.DramSpan;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Finds the command program of a task graph with the fewest predicted cycles.
///
/// Rows are cut into as few chunks as memory allows, with products made late if that helps, and
/// with [Spills] if nothing else does; then tried are how many tiles of columns one LOAD of
/// constants serves, smaller chunks with one or two buffers, ramps of small chunks at both ends,
/// and which matrices are in the side memories, in all blocks of a network alike; each with
/// [ListSchedule] and judged by [Timing]. What takes more commands must save some cycles.
public final class Scheduler {
  /// Part of the cycles that a layout with more commands must save.
  private static final double WORTHWHILE_GAIN = 0.003;

  /// Rounds of small changes to a layout.
  private static final int ROUNDS = 4;

  private final TaskGraph graph;
  private final AcceleratorConfig config;
  private final Phases phases;
  private final Lifetimes lifetimes;
  private final Packs packs;
  private int fewestCommands = Integer.MAX_VALUE;

  private Scheduler(TaskGraph graph, Phases phases) {
    this.graph = graph;
    this.config = phases.config();
    this.phases = phases;
    this.lifetimes = Lifetimes.of(phases);
    this.packs = Packs.of(graph.tasks(), config);
  }

  /// A command program and what was chosen to get it.
  ///
  /// @param kernel program and constants, free of faults
  /// @param prediction its cycles
  /// @param macs multiply-accumulates that the kernel needs, padding not counted
  /// @param products what is told of the products of each op
  /// @param notes choices in words
  public record Schedule(
      CommandKernel kernel,
      Prediction prediction,
      long macs,
      List<ProductWeights> products,
      List<String> notes) {
    public Schedule {
      products = List.copyOf(products);
      notes = List.copyOf(notes);
    }

    /// A schedule of whose products nothing is told.
    public Schedule(CommandKernel kernel, Prediction prediction, long macs, List<String> notes) {
      this(kernel, prediction, macs, List.of(), notes);
    }
  }

  /// Schedules `graph`.
  ///
  /// @param config a configuration without problems
  /// @throws DiagnosticException if the program is larger than the hardware
  public static Schedule schedule(TaskGraph graph, AcceleratorConfig config) {
    Schedule best = of(graph, config).best();
    List<ProductWeights> products = Packs.of(graph.tasks(), config).told(graph.products(), graph);
    List<String> notes = new ArrayList<>(best.notes());
    long dropped = products.stream().mapToLong(ProductWeights::columnsDropped).sum();
    if (dropped > 0) {
      notes.add("%d columns dropped, which all readers multiply by zero".formatted(dropped));
    }
    return new Schedule(best.kernel(), best.prediction(), best.macs(), products, notes);
  }

  /// Returns whether the memories hold what a program for `graph` computes, however many commands
  /// it takes.
  ///
  /// @throws DiagnosticException if a limit is broken that no schedule can get around
  static boolean places(TaskGraph graph, AcceleratorConfig config) {
    Scheduler scheduler = of(graph, config);
    return new Layouts(scheduler.lifetimes)
        .fewest()
        .flatMap(layout -> RowAllocator.allocate(scheduler.lifetimes, layout))
        .filter(plan -> scheduler.fits(1, plan))
        .isPresent();
  }

  /// Returns whether there is a program for `graph`, without looking for a good one.
  ///
  /// @throws DiagnosticException if a limit is broken that no schedule can get around
  static boolean fits(TaskGraph graph, AcceleratorConfig config) {
    Scheduler scheduler = of(graph, config);
    return new Layouts(scheduler.lifetimes)
        .fewest()
        .filter(layout ->
            scheduler.tiles().reversed().stream()
                .anyMatch(tiles -> scheduler.candidate(layout, tiles).isPresent()))
        .isPresent();
  }

  private static Scheduler of(TaskGraph graph, AcceleratorConfig config) {
    checkFields(graph, config);
    Scheduler resident = fewestChunks(graph, config, UnaryOperator.identity());
    boolean fits = resident.chunks() < Integer.MAX_VALUE;
    return fits ? resident : fewestChunks(graph, config, Spills::fit);
  }

  /// Returns the scheduler of the graph with products made late, if that takes fewer chunks.
  ///
  /// @param change what becomes of the phases
  private static Scheduler fewestChunks(
      TaskGraph graph, AcceleratorConfig config, UnaryOperator<Phases> change) {
    Scheduler scheduler =
        new Scheduler(graph, change.apply(Phases.of(Deferral.none(graph), config)));
    return Deferral.of(graph, config)
        .map(d -> new Scheduler(d.graph(), change.apply(Phases.of(d, config))))
        .filter(d -> d.chunks() < scheduler.chunks())
        .orElse(scheduler);
  }

  /// Returns the fewest chunks of rows, as many as there are numbers if even one row does not fit.
  private int chunks() {
    Layouts layouts = new Layouts(lifetimes);
    return layouts.fewest().map(layout -> layouts.chunks(layout)).orElse(Integer.MAX_VALUE);
  }

  /// Limits that no schedule can get around.
  private static void checkFields(TaskGraph graph, AcceleratorConfig config) {
    Packs packs = Packs.of(graph.tasks(), config);
    for (Task task : graph.tasks()) {
      if (task instanceof Task.MatMul product) {
        int kWords = packs.words(product) * product.weightPlanes();
        boolean counts = SourceWords.of(product, config).words() <= CommandField.K_WORDS.max();
        if (kWords > config.wgtDepth() || !counts) {
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
  /// @param tiles tiles of columns of one constant image
  private record Candidate(
      Layout layout,
      RowPlan plan,
      int tiles,
      CommandProgram program,
      ConstantPool pool,
      Prediction prediction) {
    long cycles() {
      return prediction.totalCycles();
    }
  }

  private Schedule best() {
    Layouts layouts = new Layouts(lifetimes);
    Layout fewest = layouts.fewestChunks();
    Optional<Candidate> best = Optional.empty();
    for (int tiles : tiles()) {
      best = better(best, candidate(fewest, tiles), 0);
    }
    int known = best.map(Candidate::tiles).orElse(1);
    for (Layout layout : layouts.finer(fewest)) {
      best = better(best, candidate(layout, known), WORTHWHILE_GAIN);
    }
    if (best.isPresent() && phases.count() > 1) {
      best = Optional.of(climb(layouts, best.get()));
    }
    return best.map(this::schedule)
        .orElseThrow(() ->
            tooLarge(
                "the program needs %d commands or more, CMD_DEPTH is %d"
                    .formatted(fewestCommands, config.cmdDepth())));
  }

  /// Takes small steps as long as one of them leads to a better program.
  private Candidate climb(Layouts layouts, Candidate start) {
    Candidate best = start;
    boolean better = true;
    for (int round = 0; better && round < ROUNDS; round++) {
      Candidate before = best;
      for (int tiles : tiles()) {
        best = better(best, candidate(best.layout(), tiles));
      }
      for (Layout layout : layouts.neighbours(before.layout())) {
        best = better(best, candidate(layout, best.tiles()));
      }
      for (Layout layout : layouts.sides(best.layout())) {
        best = better(best, candidate(layout, best.tiles()));
      }
      better = best.cycles() < before.cycles();
    }
    return best;
  }

  private static Candidate better(Candidate known, Optional<Candidate> other) {
    return other.filter(c -> c.cycles() < known.cycles()).orElse(known);
  }

  /// Returns how many tiles of columns an image may have: powers of two, and all.
  private List<Integer> tiles() {
    List<Integer> tiles = new ArrayList<>();
    for (int count = 1; count < maxTiles(); count *= 2) {
      tiles.add(count);
    }
    tiles.add(maxTiles());
    return tiles;
  }

  private static Optional<Candidate> better(
      Optional<Candidate> known, Optional<Candidate> other, double gain) {
    boolean keep =
        known.isPresent()
            && other.filter(c -> c.cycles() < known.get().cycles() * (1 - gain)).isEmpty();
    return keep ? known : other;
  }

  /// Returns the tiles of the widest product.
  private int maxTiles() {
    int most = 1;
    for (Task task : graph.tasks()) {
      if (task instanceof Task.MatMul product) {
        most = Math.max(most, TileColumns.of(product.target(), config).tiles());
      }
    }
    return most;
  }

  private boolean fits(int tiles, RowPlan plan) {
    return graph.tasks().stream()
        .allMatch(task -> {
          if (!(task instanceof Task.MatMul product)) {
            return true;
          }
          int all = TileColumns.of(product.target(), config).tiles();
          boolean fixed = product.weights() instanceof WeightSource.Fixed;
          long blocks = fixed ? Math.min(tiles, all) : all;
          int words = fixed ? packs.words(product) * product.weightPlanes() : 0;
          return blocks * words <= plan.constantWords()
              && blocks * config.drainWords() <= config.parDepth();
        });
  }

  private Optional<Candidate> candidate(Layout layout, int tiles) {
    Optional<RowPlan> plan = RowAllocator.allocate(lifetimes, layout);
    if (plan.isEmpty() || !fits(tiles, plan.get())) {
      return Optional.empty();
    }
    ConstantPool pool = new ConstantPool(config);
    List<Work> works = new StepBuilder(phases, plan.get(), packs, tiles, pool).build();
    Assembler.Assembled assembled =
        new Assembler(config, plan.get().constantWords())
            .assemble(ListSchedule.order(works, config));
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
            pool.images(assembled.constants()),
            assembled.streamIn(),
            assembled.streamOut(),
            assembled.commands(),
            assembled.labels());
    Prediction prediction = new Timing(config).predict(program.commands(), costs(assembled));
    return Optional.of(new Candidate(layout, plan.get(), tiles, program, pool, prediction));
  }

  private List<Cost> costs(Assembler.Assembled assembled) {
    Timing timing = new Timing(config);
    List<Cost> costs = new ArrayList<>();
    for (int i = 0; i < assembled.commands().size(); i++) {
      costs.add(timing.cost(assembled.commands().get(i), assembled.digits().get(i)));
    }
    return costs;
  }

  private Schedule schedule(Candidate candidate) {
    CommandProgram program = CommandVerifier.require(candidate.program());
    List<String> notes = new ArrayList<>(notes(program, candidate));
    long spilled =
        program.commands().stream()
            .filter(Command.Store.class::isInstance)
            .flatMap(command -> command.dram().stream())
            .mapToLong(DramSpan::beats)
            .sum();
    if (spilled > 0) {
      notes.add("%d bytes spilled to the DRAM".formatted(spilled * DmaTiming.BEAT_BYTES));
    }
    long packed = products().filter(packs::contains).count();
    if (packed > 0) {
      notes.add(
          "%d of %d products with packed weights, two of four not zero"
              .formatted(packed, products().count()));
    }
    return new Schedule(
        new CommandKernel(
            program,
            candidate.pool().bytes(program.images().stream().map(ConstantImage::name).toList())),
        candidate.prediction,
        graph.macs(),
        notes);
  }

  private Stream<Task.MatMul> products() {
    return graph.tasks().stream()
        .filter(Task.MatMul.class::isInstance)
        .map(Task.MatMul.class::cast);
  }

  private List<String> notes(CommandProgram program, Candidate candidate) {
    long cycles = candidate.cycles();
    RowPlan plan = candidate.plan;
    long loads = program.commands().stream().filter(Command.Load.class::isInstance).count();
    return List.of(
        "%d commands, %d cycles predicted, %.1f %% of the array's multiply-accumulates used"
            .formatted(
                program.commands().size(),
                cycles,
                100.0 * graph.macs() / cycles / config.macsPerCycle()),
        plan.chunkCount() == 1
            ? "all rows at once"
            : "rows cut into %d chunks of up to %d row blocks in %d phases, %d buffers"
                .formatted(
                    plan.chunkCount(),
                    plan.largestChunk(),
                    phases.count(),
                    candidate.layout().buffers()),
        "%d constant images of up to %d tiles of columns, %d loads in all"
            .formatted(program.images().size(), candidate.tiles, loads));
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
