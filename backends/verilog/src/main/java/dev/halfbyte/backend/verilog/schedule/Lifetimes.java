package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.Requantization;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// From which task to which each matrix lives, and how many words it takes.
///
/// @param tasks all tasks in order
/// @param lastRead the last task that reads a matrix, or the one that defines it
/// @param config the configuration
record Lifetimes(List<Task> tasks, Map<Matrix, Integer> lastRead, AcceleratorConfig config) {
  Lifetimes {
    tasks = List.copyOf(tasks);
    lastRead = Collections.unmodifiableMap(new LinkedHashMap<>(lastRead));
  }

  static Lifetimes of(List<Task> tasks, AcceleratorConfig config) {
    Map<Matrix, Integer> lastRead = new LinkedHashMap<>();
    for (int t = 0; t < tasks.size(); t++) {
      int task = t;
      tasks.get(t).writes().ifPresent(matrix -> lastRead.putIfAbsent(matrix, task));
      tasks.get(t).reads().forEach(matrix -> lastRead.put(matrix, task));
    }
    return new Lifetimes(tasks, lastRead, config);
  }

  Set<Matrix> matrices() {
    return lastRead.keySet();
  }

  /// Returns whether no task after `task` reads the matrix.
  boolean dies(Matrix matrix, int task) {
    return lastRead.getOrDefault(matrix, -1) == task;
  }

  int rowBlocks(Matrix matrix) {
    return Math.ceilDiv(matrix.rows(), config.rows());
  }

  /// Returns the words of a chunk. A product reads its residual in whole column blocks, so res
  /// matrices end in that padding.
  int words(Matrix matrix, int blocksPerChunk) {
    int drained = Math.ceilDiv(matrix.cols(), config.cols()) * config.drainWords();
    int slack = matrix.home() == Memory.RES ? Math.max(0, drained - matrix.rowBlockWords()) : 0;
    long words =
        (long) Math.min(blocksPerChunk, rowBlocks(matrix)) * matrix.rowBlockWords() + slack;
    return (int) Math.min(words, Integer.MAX_VALUE);
  }

  /// Returns the operand whose words the target of a task may take over: one that dies there, read
  /// word by word ahead of the writes.
  Optional<Matrix> overwritten(Task task, Matrix target, int index) {
    Optional<Matrix> candidate =
        switch (task) {
          case Task.Read _, Task.Write _, Task.Softmax _, Task.Norm _ -> Optional.empty();
          case Task.MatMul product -> residual(product.requantization());
          case Task.Map map ->
              map.source().home() == target.home()
                  ? Optional.of(map.source())
                  : residual(map.requantization());
        };
    return candidate.filter(matrix ->
        dies(matrix, index)
            && matrix.home() == target.home()
            && matrix.rowBlockWords() == target.rowBlockWords());
  }

  private static Optional<Matrix> residual(Requantization requantization) {
    return requantization.residual().map(Requantization.Residual::matrix);
  }

  /// Returns the words of one row block that are live at once in one memory.
  int peak(Memory memory) {
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
      live.keySet().removeIf(matrix -> dies(matrix, now));
    }
    return peak;
  }
}
