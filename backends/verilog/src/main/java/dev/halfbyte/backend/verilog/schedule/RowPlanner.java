package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.VerilogFault;
import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.Requantization;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.bind.TaskGraph;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.CommandField;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Cuts rows into the fewest chunks whose live matrices fit act and res, and allocates them.
///
/// A matrix lives from the task that defines it to the last that reads it. A task may write over
/// what it reads for the last time where the hardware works in place: elementwise, or a residual of
/// equal stride.
final class RowPlanner {
  private static final int MAX_BLOCKS = CommandField.ROW_BLOCKS.max();
  private static final int MAX_WORDS = CommandField.COUNT.max();

  private final AcceleratorConfig config;
  private final List<Task> tasks;
  private final Map<Matrix, Integer> lastRead = new LinkedHashMap<>();

  private RowPlanner(TaskGraph graph, AcceleratorConfig config) {
    this.config = config;
    this.tasks = graph.tasks();
    for (int t = 0; t < tasks.size(); t++) {
      int task = t;
      tasks.get(t).writes().ifPresent(matrix -> lastRead.putIfAbsent(matrix, task));
      tasks.get(t).reads().forEach(matrix -> lastRead.put(matrix, task));
    }
  }

  /// Returns a plan for all tasks of `graph`.
  ///
  /// @throws DiagnosticException if one row block alone needs more memory than there is
  static RowPlan plan(TaskGraph graph, AcceleratorConfig config) {
    return new RowPlanner(graph, config).plan();
  }

  private RowPlan plan() {
    int blocks = lastRead.keySet().stream().mapToInt(this::rowBlocks).max().orElse(0);
    boolean uniform = lastRead.keySet().stream().mapToInt(Matrix::rows).distinct().count() <= 1;
    int maxChunks = uniform ? blocks : 1;
    for (int chunks = 1; chunks <= maxChunks; chunks++) {
      int perChunk = Math.ceilDiv(blocks, chunks);
      boolean balanced = Math.ceilDiv(blocks, perChunk) == chunks;
      if (balanced && perChunk <= MAX_BLOCKS) {
        Optional<Map<Matrix, Integer>> bases = allocate(perChunk);
        if (bases.isPresent()) {
          return new RowPlan(chunks, perChunk, bases.get());
        }
      }
    }
    if (blocks == 0) {
      return new RowPlan(0, 0, Map.of());
    }
    throw doesNotFit(uniform);
  }

  private Optional<Map<Matrix, Integer>> allocate(int blocksPerChunk) {
    Map<Matrix, Integer> bases = new LinkedHashMap<>();
    Map<Memory, FreeSpace> free = new LinkedHashMap<>();
    free.put(Memory.ACT, new FreeSpace(config.actDepth()));
    free.put(Memory.RES, new FreeSpace(config.resDepth()));
    for (int t = 0; t < tasks.size(); t++) {
      Task task = tasks.get(t);
      Optional<Matrix> target = task.writes();
      Optional<Matrix> reused = Optional.empty();
      if (target.isPresent()) {
        reused = overwritten(task, target.get(), t);
        int words = words(target.get(), blocksPerChunk);
        Optional<Integer> base =
            reused.isPresent()
                ? Optional.ofNullable(bases.get(reused.get()))
                : space(free, target.get()).take(words);
        if (base.isEmpty() || words > MAX_WORDS) {
          return Optional.empty();
        }
        bases.put(target.get(), base.get());
      }
      release(t, reused, bases, free, blocksPerChunk);
    }
    return Optional.of(bases);
  }

  private void release(
      int task,
      Optional<Matrix> reused,
      Map<Matrix, Integer> bases,
      Map<Memory, FreeSpace> free,
      int blocksPerChunk) {
    bases.forEach((matrix, base) -> {
      boolean dies = lastRead.getOrDefault(matrix, -1) == task;
      if (dies && reused.filter(matrix::equals).isEmpty()) {
        space(free, matrix).give(base, words(matrix, blocksPerChunk));
      }
    });
  }

  private static FreeSpace space(Map<Memory, FreeSpace> free, Matrix matrix) {
    return Optional.ofNullable(free.get(matrix.home())).orElseThrow();
  }

  /// Returns the operand whose words the target of a task may take over.
  private Optional<Matrix> overwritten(Task task, Matrix target, int index) {
    Optional<Matrix> candidate =
        switch (task) {
          case Task.Read _, Task.Write _ -> Optional.empty();
          case Task.MatMul product -> residual(product.requantization());
          case Task.Map map ->
              map.source().home() == target.home()
                  ? Optional.of(map.source())
                  : residual(map.requantization());
        };
    return candidate.filter(matrix ->
        lastRead.getOrDefault(matrix, -1) == index
            && matrix.home() == target.home()
            && matrix.rowBlockWords() == target.rowBlockWords());
  }

  private static Optional<Matrix> residual(Requantization requantization) {
    return requantization.residual().map(Requantization.Residual::matrix);
  }

  private int rowBlocks(Matrix matrix) {
    return Math.ceilDiv(matrix.rows(), config.rows());
  }

  /// A product reads its residual in whole column blocks, so res matrices end in that padding.
  private int words(Matrix matrix, int blocksPerChunk) {
    int drained = Math.ceilDiv(matrix.cols(), config.cols()) * config.drainWords();
    int slack = matrix.home() == Memory.RES ? Math.max(0, drained - matrix.rowBlockWords()) : 0;
    long words =
        (long) Math.min(blocksPerChunk, rowBlocks(matrix)) * matrix.rowBlockWords() + slack;
    return (int) Math.min(words, Integer.MAX_VALUE);
  }

  private DiagnosticException doesNotFit(boolean uniform) {
    int act = peak(Memory.ACT);
    int res = peak(Memory.RES);
    String need =
        "one row block (%d rows) needs up to %d words of act and %d words of res"
            .formatted(config.rows(), act, res);
    String have =
        "ACT_DEPTH is %d, RES_DEPTH is %d".formatted(config.actDepth(), config.resDepth());
    String help =
        uniform
            ? "choose hardware with deeper memories"
            : "choose hardware with deeper memories; inputs of different row counts are not cut";
    return new DiagnosticException(
        Diagnostic.error(VerilogFault.DOES_NOT_FIT, need + ", " + have).help(help));
  }

  /// Words that are live at once in one memory, for one row block.
  private int peak(Memory memory) {
    int peak = 0;
    Map<Matrix, Integer> live = new LinkedHashMap<>();
    for (int t = 0; t < tasks.size(); t++) {
      int now = t;
      tasks.get(t).writes().ifPresent(matrix -> live.put(matrix, words(matrix, 1)));
      int sum =
          live.entrySet().stream()
              .filter(e -> e.getKey().home() == memory)
              .mapToInt(Map.Entry::getValue)
              .sum();
      peak = Math.max(peak, sum);
      live.keySet().removeIf(matrix -> lastRead.getOrDefault(matrix, -1) <= now);
    }
    return peak;
  }
}
