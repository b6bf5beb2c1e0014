package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Leaves out rows that no task reads, as pruning of tokens leaves them: in front of a slice of
/// rows the removed ones are not computed, back to where all rows are needed, by weights that are
/// computed from them or by an output. Rows of an input that nothing reads are not streamed.
///
/// What is left of each matrix are consecutive rows, from the first that is read to the last.
final class DeadRows {
  private final TaskGraph graph;
  private final AcceleratorConfig config;
  private final Map<Matrix, Range> read = new HashMap<>();
  private final Map<Matrix, Integer> readers = new HashMap<>();

  private DeadRows(TaskGraph graph, AcceleratorConfig config) {
    this.graph = graph;
    this.config = config;
  }

  /// Rows from `first` on, in front of `end`.
  private record Range(int first, int end) {
    static Range all(int rows) {
      return new Range(0, rows);
    }

    int count() {
      return end - first;
    }

    Range with(Range other) {
      return new Range(Math.min(first, other.first), Math.max(end, other.end));
    }

    Range from(int row) {
      return new Range(first + row, end + row);
    }
  }

  /// Returns a graph without rows that no reader needs.
  static TaskGraph dropped(TaskGraph graph, AcceleratorConfig config) {
    return new DeadRows(graph, config).dropped();
  }

  private TaskGraph dropped() {
    graph.tasks().forEach(task -> task.reads().forEach(m -> readers.merge(m, 1, Integer::sum)));
    List<Range> works = new ArrayList<>();
    for (Task task : graph.tasks().reversed()) {
      Range rows = needed(task);
      works.addFirst(rows);
      Range taken = taken(task, rows);
      task.operands()
          .forEach(matrix -> {
            Range range = taken.from(matrix.first());
            read.merge(matrix.whole(), aligned(range, matrix.allRows()), Range::with);
          });
    }
    List<Task> tasks = new ArrayList<>();
    long macs = graph.macs();
    for (int i = 0; i < works.size(); i++) {
      Task task = graph.tasks().get(i);
      tasks.add(narrowed(task, works.get(i)));
      if (task instanceof Task.MatMul product) {
        long left = (long) product.source().rows() - works.get(i).count();
        macs -= left * product.weights().k() * product.weights().n();
      }
    }
    return new TaskGraph(graph.kernel(), tasks, graph.labels(), macs);
  }

  /// Returns all rows that are in words with these, of an array with several rows in a word.
  private Range aligned(Range range, int all) {
    int step = config.rows();
    int end = Math.ceilDiv(range.end(), step) * step;
    return new Range(range.first() / step * step, Math.min(end, all));
  }

  /// Returns the rows on which a task has to work.
  private Range needed(Task task) {
    return switch (task) {
      case Task.MatMul product
          when product.requantization().scaling() instanceof Scaling.Rows && isShared(product) ->
          Range.all(product.source().rows());
      case Task.MatMul product ->
          switch (product.target()) {
            case ProductTarget.Codes(Matrix matrix, _) -> written(matrix);
            case ProductTarget.Turned _ -> Range.all(product.source().rows());
          };
      case Task.Read read -> written(read.target());
      case Task.Map map -> written(map.target());
      case Task.Reduce reduce -> written(reduce.target());
      case Task.Softmax softmax -> written(softmax.target());
      case Task.Norm norm -> written(norm.target());
      case Task.Write write -> Range.all(write.source().rows());
      case Task.Spill _, Task.Fill _ -> throw added();
    };
  }

  /// Returns the rows of its operands that a task takes for some of its own.
  private static Range taken(Task task, Range rows) {
    return task instanceof Task.Reduce reduce ? reduced(reduce.rows(), rows) : rows;
  }

  private static Range reduced(RowGroups groups, Range rows) {
    List<Integer> firsts = groups.firsts().subList(rows.first(), rows.end());
    int last = (groups.count() - 1) * groups.step();
    return new Range(Collections.min(firsts), Collections.max(firsts) + last + 1);
  }

  /// Returns whether others read the probabilities of a product as well, so that the rows of their
  /// softmax and its factors are not those of the product.
  private boolean isShared(Task.MatMul product) {
    return readers.getOrDefault(product.source().whole(), 0) > 1;
  }

  private Range written(Matrix matrix) {
    return Optional.ofNullable(read.get(matrix)).orElse(Range.all(matrix.rows()));
  }

  private Task narrowed(Task task, Range rows) {
    return switch (task) {
      case Task.Read read ->
          new Task.Read(
              read.input(),
              read.firstRow() + rows.first(),
              read.quantizer(),
              target(read.target()));
      case Task.MatMul product ->
          new Task.MatMul(
              operand(product.source(), rows),
              product.sourceGroup(),
              product.decode(),
              product.weights(),
              requantization(product.requantization(), rows),
              target(product.target()));
      case Task.Map map ->
          new Task.Map(
              operand(map.source(), rows),
              requantization(map.requantization(), rows),
              target(map.target()));
      case Task.Reduce reduce -> {
        Range taken = reduced(reduce.rows(), rows);
        List<Integer> firsts =
            reduce.rows().firsts().subList(rows.first(), rows.end()).stream()
                .map(first -> first - taken.first())
                .toList();
        yield new Task.Reduce(
            operand(reduce.source(), taken),
            reduce.kind(),
            new RowGroups(firsts, reduce.rows().count(), reduce.rows().step()),
            reduce.requantization(),
            target(reduce.target()));
      }
      case Task.Softmax softmax ->
          new Task.Softmax(
              operand(softmax.source(), rows),
              present(softmax, rows),
              form(softmax.form(), rows),
              softmax.table(),
              softmax.zeroCode(),
              target(softmax.target()));
      case Task.Norm norm ->
          new Task.Norm(
              operand(norm.source(), rows), norm.form(), norm.clamp(), target(norm.target()));
      case Task.Write write -> new Task.Write(operand(write.source(), rows), write.output());
      case Task.Spill _, Task.Fill _ -> throw added();
    };
  }

  /// Row 0 of the rows that are left sees as much as it did.
  private static OptionalInt present(Task.Softmax softmax, Range rows) {
    OptionalInt first = softmax.presentInFirst();
    return first.isPresent() ? OptionalInt.of(first.getAsInt() + rows.first()) : first;
  }

  private static SoftmaxForm form(SoftmaxForm form, Range rows) {
    return switch (form) {
      case SoftmaxForm.Early early -> early;
      case SoftmaxForm.Late(int ratio, int drop, int offset, RowFactors factors) ->
          new SoftmaxForm.Late(ratio, drop, offset, factors(factors, rows));
    };
  }

  private static RowFactors factors(RowFactors factors, Range rows) {
    return new RowFactors(factors.id(), rows.count());
  }

  private Requantization requantization(Requantization requantization, Range rows) {
    return new Requantization(
        requantization.bias(),
        switch (requantization.scaling()) {
          case Scaling.Columns columns -> columns;
          case Scaling.Rows(RowFactors factors) -> new Scaling.Rows(factors(factors, rows));
        },
        requantization.clamp(),
        requantization
            .residual()
            .map(r ->
                new Requantization.Residual(operand(r.matrix(), rows), r.multiplier(), r.zero())),
        requantization.table());
  }

  /// Returns the rows of an operand, in what is left of its matrix.
  private Matrix operand(Matrix matrix, Range rows) {
    Matrix left = target(matrix.whole());
    int first = matrix.first() + rows.first() - written(matrix.whole()).first();
    return left.slice(first, rows.count());
  }

  private ProductTarget target(ProductTarget target) {
    return switch (target) {
      case ProductTarget.Codes(Matrix matrix, var group) ->
          new ProductTarget.Codes(target(matrix), group);
      case ProductTarget.Turned turned -> turned;
    };
  }

  /// Returns what is left of a matrix.
  private Matrix target(Matrix matrix) {
    return matrix.slice(0, written(matrix).count()).copy(matrix.id());
  }

  private static CompilerBug added() {
    return new CompilerBug("the scheduler adds these");
  }
}
