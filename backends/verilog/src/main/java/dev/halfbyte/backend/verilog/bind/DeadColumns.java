package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Leaves out columns of a product that every reader multiplies by weights of zero, as pruning of
/// channels leaves them: the column is not computed, and the rows of zeros are not loaded.
///
/// Sums stay as they are to the last bit: what is left out is a product with zero, and zero points
/// of codes are in biases as their product with the sum of the weights.
final class DeadColumns {
  private final TaskGraph graph;
  private final AcceleratorConfig config;

  private DeadColumns(TaskGraph graph, AcceleratorConfig config) {
    this.graph = graph;
    this.config = config;
  }

  /// Returns a graph without columns that no reader needs.
  static TaskGraph dropped(TaskGraph graph, AcceleratorConfig config) {
    return new DeadColumns(graph, config).dropped();
  }

  private TaskGraph dropped() {
    Map<Matrix, List<Integer>> live = new HashMap<>();
    for (Task task : graph.tasks()) {
      if (task instanceof Task.MatMul product && canNarrow(product)) {
        Matrix matrix = product.writes().orElseThrow();
        readers(matrix)
            .map(readers -> live(matrix, readers))
            .filter(columns -> columns.size() < matrix.cols())
            .ifPresent(columns -> live.put(matrix, columns));
      }
    }
    if (live.isEmpty()) {
      return graph;
    }
    List<Task> tasks = new ArrayList<>();
    for (Task task : graph.tasks()) {
      Task narrowed =
          task instanceof Task.MatMul product ? withColumns(withRows(product, live), live) : task;
      tasks.add(narrowed);
    }
    return new TaskGraph(graph.kernel(), tasks, graph.labels(), graph.macs());
  }

  private static boolean canNarrow(Task.MatMul product) {
    return product.weights() instanceof WeightSource.Fixed
        && product.requantization().residual().isEmpty()
        && product.requantization().scaling() instanceof Scaling.Columns
        && product.target() instanceof ProductTarget.Codes(Matrix matrix, Optional<Integer> group)
        && group.isEmpty()
        && matrix.groups() == 1;
  }

  /// Returns the weights of all readers of a matrix, if all are products of constants.
  private Optional<List<Weights>> readers(Matrix matrix) {
    List<Weights> readers = new ArrayList<>();
    for (Task task : graph.tasks()) {
      boolean multiplies =
          task instanceof Task.MatMul product
              && product.source().whole().equals(matrix)
              && product.sourceGroup().isEmpty()
              && product.requantization().residual().stream()
                  .noneMatch(residual -> residual.matrix().whole().equals(matrix));
      if (multiplies
          && task instanceof Task.MatMul product
          && product.weights() instanceof WeightSource.Fixed(Weights weights)) {
        readers.add(weights);
      } else if (task.reads().contains(matrix)) {
        return Optional.empty();
      }
    }
    return readers.isEmpty() ? Optional.empty() : Optional.of(readers);
  }

  /// Returns the columns that some reader needs, at least one.
  private static List<Integer> live(Matrix matrix, List<Weights> readers) {
    List<Integer> live =
        IntStream.range(0, matrix.cols())
            .filter(column -> readers.stream().anyMatch(weights -> !weights.isZeroRow(column)))
            .boxed()
            .toList();
    return live.isEmpty() ? List.of(0) : live;
  }

  private Task.MatMul withRows(Task.MatMul product, Map<Matrix, List<Integer>> live) {
    Optional<List<Integer>> rows = Optional.ofNullable(live.get(product.source().whole()));
    if (rows.isEmpty() || !(product.weights() instanceof WeightSource.Fixed(Weights weights))) {
      return product;
    }
    return new Task.MatMul(
        narrowed(product.source(), rows.get().size()),
        product.sourceGroup(),
        product.decode(),
        new WeightSource.Fixed(weights.rows(rows.get())),
        product.requantization(),
        product.target());
  }

  private Task.MatMul withColumns(Task.MatMul product, Map<Matrix, List<Integer>> live) {
    Optional<List<Integer>> columns =
        product.writes().flatMap(matrix -> Optional.ofNullable(live.get(matrix)));
    if (columns.isEmpty() || !(product.weights() instanceof WeightSource.Fixed(Weights weights))) {
      return product;
    }
    Matrix target = narrowed(product.writes().orElseThrow(), columns.get().size());
    return new Task.MatMul(
        product.source(),
        product.sourceGroup(),
        product.decode(),
        new WeightSource.Fixed(weights.columns(columns.get())),
        product.requantization().columns(columns.get()),
        new ProductTarget.Codes(target, Optional.empty()));
  }

  private Matrix narrowed(Matrix matrix, int cols) {
    int drained = Math.ceilDiv(cols, config.cols()) * config.drainWords();
    int alignment = matrix.home() == Memory.ACT ? config.rowAlignment() : 1;
    int words = Math.ceilDiv(drained, alignment) * alignment;
    Matrix whole =
        new Matrix(
            matrix.id(), matrix.allRows(), 1, cols, words, words, matrix.storage(), matrix.home());
    return whole.slice(matrix.first(), matrix.rows());
  }
}
