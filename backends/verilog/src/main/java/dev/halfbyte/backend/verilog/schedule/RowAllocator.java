package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.ComputedWeights;
import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.RowFactors;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.CommandField;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Places what a program computes, phase by phase, first fit.
///
/// What several phases need has all its rows in memory. What one phase needs has room for a chunk,
/// in an area of that phase, and the area is there once for each buffer of a layout.
final class RowAllocator {
  /// A memory that no kernel fills.
  private static final int UNBOUNDED = 1 << 30;

  private static final int MAX_WORDS = CommandField.COUNT.max();

  private final Lifetimes lifetimes;
  private final AcceleratorConfig config;
  private final Folds folds;
  private final Layout layout;
  private final int sideLag;
  private final List<List<Chunk>> chunks = new ArrayList<>();
  private final Map<Bank, FreeSpace> free = new EnumMap<>(Bank.class);
  private final Map<Matrix, Placement> matrices = new LinkedHashMap<>();
  private final Map<RowFactors, Placement> factors = new LinkedHashMap<>();
  private final Map<ComputedWeights, Integer> weights = new LinkedHashMap<>();
  private final Map<Matrix, Matrix> replaced = new LinkedHashMap<>();
  private final FreeSpace computed = new FreeSpace(UNBOUNDED);
  private int computedWords;

  private RowAllocator(Lifetimes lifetimes, Layout layout, int sideLag) {
    this.lifetimes = lifetimes;
    this.config = lifetimes.phases().config();
    this.folds = Folds.of(lifetimes.phases());
    this.layout = layout;
    this.sideLag = sideLag;
    for (Bank bank : Bank.values()) {
      free.put(bank, new FreeSpace(bank.words(config)));
    }
  }

  /// Returns a plan, or nothing if the memories are too small for it.
  static Optional<RowPlan> allocate(Lifetimes lifetimes, Layout layout) {
    return new RowAllocator(lifetimes, layout, Math.max(Layout.LAG, layout.lag()))
        .allocate()
        .or(() -> new RowAllocator(lifetimes, layout, layout.lag()).allocate());
  }

  private Optional<RowPlan> allocate() {
    for (int phase = 0; phase < lifetimes.phases().count(); phase++) {
      if (!phase(phase)) {
        return Optional.empty();
      }
    }
    return plan();
  }

  private Optional<RowPlan> plan() {
    int constantWords = config.wgtDepth() - computedWords;
    if (constantWords < 0) {
      return Optional.empty();
    }
    weights.replaceAll((_, base) -> base < Memory.SIDE_BASE ? constantWords + base : base);
    return Optional.of(new RowPlan(chunks, matrices, factors, weights, constantWords));
  }

  private boolean phase(int phase) {
    chunks.add(layout.cuts().get(phase).of(lifetimes.phases().blocks(phase)));
    return wholes(phase) && locals(phase) && release(phase);
  }

  private boolean wholes(int phase) {
    for (Matrix matrix : lifetimes.matrices()) {
      if (startsIn(matrix, phase) && !lifetimes.isLocal(matrix)) {
        if (!whole(matrix, phase)) {
          return false;
        }
      }
    }
    for (ComputedWeights matrix : lifetimes.weights()) {
      if (startsIn(matrix, phase)) {
        int words = words(matrix);
        Optional<Integer> side = space(Bank.WGT_SIDE).take(words);
        if (side.isPresent()) {
          weights.put(matrix, Bank.WGT_SIDE.first() + side.get());
        } else {
          int base = computed.take(words).orElseThrow();
          weights.put(matrix, base);
          computedWords = Math.max(computedWords, base + words);
        }
      }
    }
    return true;
  }

  private boolean whole(Matrix matrix, int phase) {
    Optional<Matrix> old = replaced(matrix, phase);
    if (old.isPresent()) {
      matrices.put(matrix, Optional.ofNullable(matrices.get(old.get())).orElseThrow());
      replaced.put(old.get(), matrix);
      return true;
    }
    Bank bank = bank(matrix);
    Optional<Integer> base = space(bank).take(words(matrix, Integer.MAX_VALUE));
    base.ifPresent(word -> matrices.put(matrix, new Placement.Whole(bank.first() + word)));
    return base.isPresent();
  }

  /// Returns a matrix that this one can take the place of, row by row: it is read for the last time
  /// in the phase in which this one begins, by tasks in front of those that write it.
  private Optional<Matrix> replaced(Matrix matrix, int phase) {
    return lifetimes.matrices().stream()
        .filter(old -> matrices.get(old) instanceof Placement.Whole && !replaced.containsKey(old))
        .filter(old -> endsIn(old, phase) && bank(old) == bank(matrix))
        .filter(old -> old.rows() >= matrix.rows() && !lifetimes.isReadAsAWhole(old))
        .filter(old -> old.rowBlockWords() == matrix.rowBlockWords())
        .filter(old -> lifetimes.span(old).last() < lifetimes.span(matrix).first())
        .filter(old -> isReadAhead(old, matrix, phase))
        .findFirst();
  }

  /// Returns whether every row of `old` is read in the chunk that writes the row of `matrix` with
  /// its number, or in one before.
  private boolean isReadAhead(Matrix old, Matrix matrix, int phase) {
    List<Task> tasks = lifetimes.phases().tasks(phase);
    int written = lifetimes.span(matrix).first() - lifetimes.starts().get(phase);
    for (int t = 0; t < tasks.size(); t++) {
      for (Matrix rows : tasks.get(t).operands()) {
        int ahead =
            lifetimes.phases().origin(phase, written)
                - lifetimes.phases().origin(phase, t)
                + rows.first() / config.rows();
        if (rows.whole().equals(old) && ahead < 0) {
          return false;
        }
      }
    }
    return true;
  }

  /// An area of a bank that tasks of one phase share.
  private static final class Area {
    private final FreeSpace space = new FreeSpace(UNBOUNDED);
    private int words;

    int take(int count) {
      int base = space.take(count).orElseThrow();
      words = Math.max(words, base + count);
      return base;
    }
  }

  /// Words of an area, free again behind task `last`.
  ///
  /// @param origin row blocks of the phase in front of the first that is there
  private record Region(Bank bank, int base, int words, int last, int origin) {}

  private boolean locals(int phase) {
    Map<Bank, Area> areas = new EnumMap<>(Bank.class);
    for (Bank bank : Bank.values()) {
      areas.put(bank, new Area());
    }
    Map<Object, Region> regions = regions(phase, areas);
    Map<Bank, Integer> bases = new EnumMap<>(Bank.class);
    for (Bank bank : Bank.values()) {
      int words = area(areas, bank).words;
      Optional<Integer> base =
          words == 0 ? Optional.of(0) : space(bank).take(words * layout.buffers());
      if (words > MAX_WORDS || base.isEmpty()) {
        return false;
      }
      if (words != 0) {
        space(bank).give(base.get(), words * layout.buffers());
      }
      bases.put(bank, bank.first() + base.get());
    }
    regions.forEach((thing, region) -> {
      int base = bases.getOrDefault(region.bank(), 0) + region.base();
      int step = area(areas, region.bank()).words;
      Placement placement = new Placement.Buffers(base, step, layout.buffers(), region.origin());
      if (thing instanceof Matrix matrix) {
        matrices.put(matrix, placement);
      } else if (thing instanceof RowFactors rows) {
        factors.put(rows, placement);
      }
    });
    return true;
  }

  private Map<Object, Region> regions(int phase, Map<Bank, Area> areas) {
    Map<Object, Region> all = new LinkedHashMap<>();
    Map<Object, Region> live = new LinkedHashMap<>();
    List<Task> tasks = lifetimes.phases().tasks(phase);
    for (int t = 0; t < tasks.size(); t++) {
      int number = lifetimes.starts().get(phase) + t;
      Task task = tasks.get(t);
      int origin = lifetimes.phases().origin(phase, t);
      live.values()
          .removeIf(region -> {
            boolean over = region.last() + lag(region.bank()) < number;
            if (over) {
              area(areas, region.bank()).space.give(region.base(), region.words());
            }
            return over;
          });
      task.writes()
          .filter(matrix -> !all.containsKey(matrix) && lifetimes.isLocal(matrix))
          .ifPresent(matrix -> {
            Optional<Region> reused =
                lifetimes
                    .overwritten(task, number)
                    .filter(old -> bank(old) == bank(matrix))
                    .filter(old -> holds(live, old, words(matrix, blocksPerChunk(phase))))
                    .flatMap(old -> Optional.ofNullable(live.remove(old)));
            Region region = region(matrix, phase, origin, reused, areas);
            all.put(matrix, region);
            live.put(matrix, region);
          });
      Phases.factors(task)
          .filter(rows -> !all.containsKey(rows))
          .ifPresent(rows -> {
            Region region = region(rows, phase, origin, areas);
            all.put(rows, region);
            live.put(rows, region);
          });
    }
    return all;
  }

  /// The memories of softmax and norm hold little else.
  private int lag(Bank bank) {
    return switch (bank) {
      case ACT, RES -> layout.lag();
      case ACT_SIDE, RES_SIDE, WGT_SIDE, FACTOR -> sideLag;
    };
  }

  private static boolean holds(Map<Object, Region> live, Matrix old, int words) {
    return Optional.ofNullable(live.get(old)).filter(r -> r.words() >= words).isPresent();
  }

  private Region region(
      Matrix matrix, int phase, int origin, Optional<Region> reused, Map<Bank, Area> areas) {
    int last = lifetimes.span(matrix).last();
    if (reused.isPresent()) {
      Region old = reused.get();
      return new Region(old.bank(), old.base(), old.words(), last, origin);
    }
    Bank bank = bank(matrix);
    int words = words(matrix, blocksPerChunk(phase));
    return new Region(bank, area(areas, bank).take(words), words, last, origin);
  }

  private Region region(RowFactors rows, int phase, int origin, Map<Bank, Area> areas) {
    int words = Math.min(rows.rows(), blocksPerChunk(phase));
    int base = area(areas, Bank.FACTOR).take(words);
    return new Region(Bank.FACTOR, base, words, lifetimes.span(rows).last(), origin);
  }

  private static Area area(Map<Bank, Area> areas, Bank bank) {
    return Optional.ofNullable(areas.get(bank)).orElseThrow();
  }

  private int blocksPerChunk(int phase) {
    return chunks.get(phase).stream().mapToInt(Chunk::blocks).max().orElse(0);
  }

  /// Words of act stay aligned, whatever is placed behind them.
  private int words(Matrix matrix, int blocks) {
    int alignment = matrix.home() == Memory.ACT ? config.rowAlignment() : 1;
    return Math.ceilDiv(lifetimes.words(matrix, blocks), alignment) * alignment;
  }

  private int words(ComputedWeights matrix) {
    return folds.layout(matrix).words();
  }

  /// Gives back what is not needed behind a phase.
  private boolean release(int phase) {
    for (Matrix matrix : lifetimes.matrices()) {
      if (matrices.get(matrix) instanceof Placement.Whole(int base) && endsIn(matrix, phase)) {
        Bank bank = bank(matrix);
        int words = words(matrix, Integer.MAX_VALUE);
        int taken =
            Optional.ofNullable(replaced.get(matrix))
                .map(next -> words(next, Integer.MAX_VALUE))
                .orElse(0);
        if (taken < words) {
          space(bank).give(base - bank.first() + taken, words - taken);
        }
      }
    }
    weights.forEach((matrix, base) -> {
      if (endsIn(matrix, phase)) {
        boolean side = base >= Bank.WGT_SIDE.first();
        (side ? space(Bank.WGT_SIDE) : computed)
            .give(side ? base - Bank.WGT_SIDE.first() : base, words(matrix));
      }
    });
    return true;
  }

  private boolean startsIn(Object thing, int phase) {
    return lifetimes.phaseOf(lifetimes.span(thing).first()) == phase;
  }

  private boolean endsIn(Object thing, int phase) {
    return lifetimes.phaseOf(lifetimes.span(thing).last()) == phase;
  }

  private Bank bank(Matrix matrix) {
    boolean side = layout.side().contains(matrix);
    return matrix.home() == Memory.ACT
        ? side ? Bank.ACT_SIDE : Bank.ACT
        : side ? Bank.RES_SIDE : Bank.RES;
  }

  private FreeSpace space(Bank bank) {
    return Optional.ofNullable(free.get(bank)).orElseThrow();
  }
}
