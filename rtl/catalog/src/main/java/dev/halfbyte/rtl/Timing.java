package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Exact cycles of programs, for an in stream that is always valid, an out stream always ready and
/// a DRAM that takes the same time for each of its answers.
///
/// Cycle 0 is the first running cycle, the first command can issue in cycle [#FIRST_ISSUE]. A
/// command issued in cycle i keeps its unit and its resources busy in cycles i+1 .. i+busy; its
/// last write is presented to the memory in cycle i+busy, and whatever waits for it issues in cycle
/// i+busy+1 at the earliest, early enough to read that write. A GEMM on a row array may start under
/// the drain of another; see [IssueClock].
///
/// @param config the configuration; must have no problems
/// @param dramLatency cycles that the DRAM takes, from an accepted address to the first beat of a
///   read, and from the last beat of a write to its response
public record Timing(AcceleratorConfig config, int dramLatency) {
  /// The latency of the DRAM that programs are made for.
  public static final int DRAM_LATENCY = 64;

  /// The master of `hb_accel`, DMA_MAX_BURST and DMA_OUTSTANDING of `hb_pkg.sv`.
  public static final DmaTiming DMA = new DmaTiming(64, 4);

  /// The cycle in which the first command can issue.
  public static final int FIRST_ISSUE = 1;

  /// Busy cycles of a LOAD beyond its beats.
  public static final int LOAD_OVERHEAD = 1;

  /// Busy cycles of a STORE beyond its beats.
  public static final int STORE_OVERHEAD = 3;

  /// Cycles from the issue of a STORE to its first beat.
  public static final int STORE_LATENCY = 3;

  /// Cycles from the address of a drained or source word to its write.
  public static final int EPILOGUE_LATENCY = 7;

  /// Cycles from the reciprocal of a row to its word in the factor memory.
  public static final int FACTOR_CYCLES = 16;

  /// Cycles from the address of the last k word to the address of the first drained word.
  public static final int ARRAY_LATENCY = 2;

  /// Cycles with a DRAM of [#DRAM_LATENCY].
  public Timing(AcceleratorConfig config) {
    this(config, DRAM_LATENCY);
  }

  /// Returns the busy cycles of a command; 0 for END. Those of a GEMM on a row engine are as if it
  /// issued one digit of every code, none of them zero; [#rowCost] is exact.
  public long busyCycles(Command command) {
    return cost(command).busyCycles();
  }

  /// Returns the cost of a command, that of a GEMM on a row engine as for [#busyCycles].
  public Cost cost(Command command) {
    return cost(command, 1);
  }

  /// Returns the cost of a command, that of a GEMM on a row engine as if no code were zero.
  ///
  /// @param digits of a code, [DigitPlanes#mostDigits]
  public Cost cost(Command command, int digits) {
    return switch (command) {
      case Command.End _ -> Cost.busy(0);
      case Command.Load load -> Cost.busy(loadCycles(load));
      case Command.Gemm gemm ->
          switch (config.arrayKind()) {
            case MULTIPLY, DECODE, SHIFT -> blockCost(gemm);
            case ROW -> denseRowCost(gemm, digits);
          };
      case Command.Elementwise ew -> Cost.busy((long) ew.words() * ew.rows() + EPILOGUE_LATENCY);
      case Command.Store store -> Cost.busy(storeCycles(store));
      case Command.Softmax softmax -> Cost.busy(softmaxCycles(softmax));
      case Command.Norm norm -> Cost.busy(normCycles(norm));
    };
  }

  private long loadCycles(Command.Load load) {
    long beats = beats(load.target(), load.words());
    return load.dram()
        .map(span -> DMA.readCycles(span.address(), beats, dramLatency))
        .orElse(beats + LOAD_OVERHEAD);
  }

  private long storeCycles(Command.Store store) {
    long beats = beats(store.source(), store.allWords());
    return store
        .dram()
        .map(span -> DMA.writeCycles(span.address(), beats, dramLatency, STORE_LATENCY))
        .orElse(beats + STORE_OVERHEAD);
  }

  /// Returns the cycles in which a command waits for beats of the DRAM: a LOAD is ready for one in
  /// each of its cycles but the last, in which it writes its last word.
  public long dramStarvedCycles(Command command) {
    return command instanceof Command.Load load && load.dram().isPresent()
        ? loadCycles(load) - LOAD_OVERHEAD - load.dram().get().beats()
        : 0;
  }

  private static long softmaxCycles(Command.Softmax softmax) {
    boolean late = softmax.late().isPresent();
    SoftmaxTiming timing = new SoftmaxTiming(!late, softmax.source().rows(), softmax.words());
    return timing.busyCycles() + (late ? FACTOR_CYCLES : 0);
  }

  private long normCycles(Command.Norm norm) {
    NormTiming timing = new NormTiming(config.lanes(), Memory.GAIN_ELEMENTS, config.normRowMax());
    return timing.busyCycles(norm.source().rows(), norm.count(), norm.form().rootBits());
  }

  private Cost blockCost(Command.Gemm gemm) {
    long busy =
        (gemm.act().blocks() - 1) * rowBlockCycles(gemm)
            + gemm.kWords()
            + (ARRAY_LATENCY + config.drainWords() - 1)
            + EPILOGUE_LATENCY;
    return new Cost(busy, 0, products(gemm), 0);
  }

  private Cost denseRowCost(Command.Gemm gemm, int digits) {
    if (gemm.step(config) > 1) {
      return steppedCost(gemm);
    }
    int pass = digits * gemm.kWords();
    List<Integer> passes = Collections.nCopies(gemm.act().blocks(), pass);
    return new Cost(
        rowTiming(gemm).busyCycles(gemm.weights().count(), passes),
        pass,
        digits * products(gemm),
        0);
  }

  /// Several words a cycle. Codes behind those of a row are counted with the rest of their cycle.
  private Cost steppedCost(Command.Gemm gemm) {
    int pass = RowTiming.foldedPassCycles(gemm.step(config), gemm.kWords());
    int tiles = gemm.weights().count();
    List<Integer> passes = Collections.nCopies(gemm.act().blocks(), pass);
    long products = (long) gemm.act().blocks() * tiles * pass * config.rowBlockMacs();
    return new Cost(rowTiming(gemm).busyCycles(tiles, passes), pass, products, 0);
  }

  /// Returns the cost of a GEMM on a row engine.
  ///
  /// @param planes the segments that its codes pass in
  /// @param rows the codes of each row as for [RowTiming#passCycles]
  public Cost rowCost(Command.Gemm gemm, DigitPlanes planes, List<byte[]> rows) {
    if (gemm.step(config) > 1) {
      return steppedCost(gemm);
    }
    RowTiming timing = rowTiming(gemm);
    List<Integer> passes =
        rows.stream().map(row -> timing.passCycles(planes, gemm.kWords(), row)).toList();
    long digits =
        rows.stream().mapToLong(row -> timing.passDigits(planes, gemm.kWords(), row)).sum();
    long columns = (long) gemm.weights().count() * config.cols();
    long all = planes.segments().size() * products(gemm);
    return new Cost(
        timing.busyCycles(gemm.weights().count(), passes),
        timing.firstPass(passes),
        digits * columns,
        all - digits * columns);
  }

  RowTiming rowTiming(Command.Gemm gemm) {
    int words = gemm.weights().folded() ? Command.Gemm.FOLD_WORDS : config.drainWords();
    return new RowTiming(config.lanes(), gemm.output().drains() * words, config.engines());
  }

  private long products(Command.Gemm gemm) {
    return (long) gemm.act().blocks()
        * gemm.weights().count()
        * gemm.kWords()
        * config.rowBlockMacs();
  }

  /// Predicts a whole program.
  ///
  /// @param commands a program whose last command, and only that, is END
  public Prediction predict(List<Command> commands) {
    return predict(commands, commands.stream().map(this::cost).toList());
  }

  /// Predicts a whole program.
  ///
  /// @param commands a program whose last command, and only that, is END
  /// @param costs what each command takes
  public Prediction predict(List<Command> commands, List<Cost> costs) {
    IssueClock clock = new IssueClock(config);
    List<Long> issues = new ArrayList<>();
    List<Long> dones = new ArrayList<>();
    long earliest = FIRST_ISSUE;
    for (int i = 0; i < commands.size(); i++) {
      long issue = Math.max(earliest, clock.release(commands.get(i)));
      dones.add(clock.issue(commands.get(i), costs.get(i), issue));
      issues.add(issue);
      earliest = issue + 1;
    }
    long macs = costs.stream().mapToLong(Cost::macs).sum();
    long skipped = costs.stream().mapToLong(Cost::skipped).sum();
    return new Prediction(issues, dones, clock.busyCycles(), macs, skipped);
  }

  private long rowBlockCycles(Command.Gemm gemm) {
    return Math.max(gemm.kWords(), config.drainWords());
  }

  private long beats(Memory memory, int words) {
    return (long) words * memory.beatsPerWord(config);
  }
}
