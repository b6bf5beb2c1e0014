package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.cmd.HostInput;
import dev.halfbyte.backend.verilog.cmd.HostOutput;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.rtl.Decoding;
import dev.halfbyte.rtl.DigitPlanes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What tasks mean, by numerics.md and the records' own words: matrices of stored codes, one task
/// after the other.
final class TaskEvaluator {
  private final Map<String, Tensor> inputs;
  private final Map<Matrix, long[][]> matrices = new HashMap<>();
  private final Map<ComputedWeights, long[][]> weights = new HashMap<>();
  private final Map<RowFactors, RowArithmetic.Factor[]> factors = new HashMap<>();
  private final SortedMap<String, Tensor> outputs = new TreeMap<>();

  private TaskEvaluator(Map<String, Tensor> inputs) {
    this.inputs = inputs;
  }

  /// Returns the outputs of the tasks.
  static SortedMap<String, Tensor> run(TaskGraph graph, Map<String, Tensor> inputs) {
    TaskEvaluator evaluator = new TaskEvaluator(inputs);
    graph.tasks().forEach(evaluator::run);
    return evaluator.outputs;
  }

  private void run(Task task) {
    switch (task) {
      case Task.Read read -> read(read);
      case Task.MatMul product -> product(product);
      case Task.Map map -> map(map);
      case Task.Reduce reduce -> reduce(reduce);
      case Task.Softmax softmax -> softmax(softmax);
      case Task.Norm norm -> norm(norm);
      case Task.Write write -> write(write);
      case Task.Spill _, Task.Fill _ -> throw new AssertionError("the scheduler adds these");
    }
  }

  private void read(Task.Read task) {
    HostInput host = task.input();
    Tensor tensor = known(inputs, host.name());
    long[][] rows = define(task.target());
    for (int row = 0; row < rows.length; row++) {
      for (int col = 0; col < host.cols(); col++) {
        int element = (task.firstRow() + row) * host.cols() + col;
        rows[row][col] = task.quantizer().code(tensor.floatAt(element));
      }
    }
  }

  private void product(Task.MatMul task) {
    long[][] source = rows(task.source());
    int first = task.sourceGroup().orElse(0) * task.source().cols();
    int width = task.sourceGroup().isPresent() ? task.source().cols() : task.source().width();
    if (width != task.weights().k()) {
      throw new AssertionError(width + " columns for " + task.weights());
    }
    long[][] sums = new long[source.length][task.weights().n()];
    for (int row = 0; row < source.length; row++) {
      for (int k = 0; k < width; k++) {
        long number = number(task.decode(), source[row][first + k]);
        for (int col = 0; col < sums[row].length && number != 0; col++) {
          sums[row][col] += number * weight(task.weights(), k, col);
        }
      }
    }
    for (int row = 0; row < sums.length; row++) {
      for (int col = 0; col < sums[row].length; col++) {
        store(task, row, col, requantized(task.requantization(), sums[row][col], row, col, col));
      }
    }
  }

  private static long number(Optional<Decoding> decode, long code) {
    return decode.map(d -> (long) ((DigitPlanes) d).number((int) code & 15)).orElse(code);
  }

  private long weight(WeightSource source, int k, int col) {
    return switch (source) {
      case WeightSource.Fixed(Weights fixed) -> fixed.at(k, col);
      case WeightSource.Computed(ComputedWeights computed, int group) -> {
        long[][] rows = known(weights, computed);
        long code =
            switch (computed.form()) {
              case COLUMNS -> rows[col][group * computed.k() + k];
              case ROWS -> rows[k][group * computed.n() + col];
            };
        yield code - computed.zeroPoint();
      }
    };
  }

  private void store(Task.MatMul task, int row, int col, long code) {
    switch (task.target()) {
      case ProductTarget.Codes(Matrix matrix, Optional<Integer> group) -> {
        long[][] rows = matrices.computeIfAbsent(matrix, TaskEvaluator::empty);
        rows[row][group.orElse(0) * matrix.cols() + col] = code;
      }
      case ProductTarget.Turned(ComputedWeights turned) -> {
        if (code < turned.storage().min() || code > turned.storage().max()) {
          throw new AssertionError(code + " in " + turned);
        }
        weights
                .computeIfAbsent(
                    turned, w -> new long[w.producerRows()][w.groups() * w.producerCols()])[row][
                col] =
            code;
      }
    }
  }

  private void map(Task.Map task) {
    long[][] source = rows(task.source());
    long[][] target = define(task.target());
    for (int row = 0; row < source.length; row++) {
      for (int col = 0; col < source[row].length; col++) {
        target[row][col] = requantized(task.requantization(), source[row][col], row, col, 0);
      }
    }
  }

  private void reduce(Task.Reduce task) {
    long[][] source = rows(task.source());
    long[][] target = define(task.target());
    RowGroups groups = task.rows();
    for (int row = 0; row < target.length; row++) {
      for (int col = 0; col < target[row].length; col++) {
        long value = source[groups.firsts().get(row)][col];
        for (int i = 1; i < groups.count(); i++) {
          long other = source[groups.firsts().get(row) + i * groups.step()][col];
          value =
              switch (task.kind()) {
                case SUM -> value + other;
                case MAX -> Math.max(value, other);
                case MIN -> Math.min(value, other);
              };
        }
        target[row][col] = requantized(task.requantization(), value, row, col, 0);
      }
    }
  }

  private long requantized(Requantization r, long value, int row, int col, int channel) {
    RowArithmetic.Factor factor =
        switch (r.scaling()) {
          case Scaling.Columns(Channels multiplier, Channels shift) ->
              new RowArithmetic.Factor(multiplier.at(channel), (int) shift.at(channel));
          case Scaling.Rows(RowFactors rows) -> known(factors, rows)[row];
        };
    long sum = Math.multiplyExact(value + r.bias().at(channel), factor.multiplier());
    if (r.residual().isPresent()) {
      Requantization.Residual residual = r.residual().get();
      long element = rows(residual.matrix())[row][col] - residual.zero();
      sum = Math.addExact(sum, element * residual.multiplier());
    }
    Clamp clamp = r.clamp();
    long rounded = Math.addExact(sum, 1L << (factor.shift() - 1)) >> factor.shift();
    long code = Math.clamp(rounded + clamp.zero(), clamp.lo(), (long) clamp.hi());
    return r.table().map(t -> (long) t.entries().get((int) code & 255)).orElse(code);
  }

  private void softmax(Task.Softmax task) {
    long[][] source = rows(task.source());
    long[][] target = define(task.target());
    boolean signed = task.target().storage().signed();
    for (int row = 0; row < source.length; row++) {
      int count =
          task.presentInFirst().isPresent()
              ? Math.min(source[row].length, task.presentInFirst().getAsInt() + row)
              : source[row].length;
      RowArithmetic.Softmax result =
          RowArithmetic.softmax(source[row], count, task.form(), task.table(), task.zeroCode());
      for (int col = 0; col < count || col < source[row].length; col++) {
        int code = result.codes().get(col);
        int bits = task.target().storage().bits();
        target[row][col] = signed ? (long) code << (64 - bits) >> (64 - bits) : code;
      }
      if (task.form() instanceof SoftmaxForm.Late late) {
        factors.computeIfAbsent(late.factors(), f -> new RowArithmetic.Factor[f.rows()])[row] =
            result.factor().orElseThrow();
      }
    }
  }

  private void norm(Task.Norm task) {
    long[][] source = rows(task.source());
    long[][] target = define(task.target());
    for (int row = 0; row < source.length; row++) {
      target[row] = RowArithmetic.norm(source[row], task.form(), task.clamp());
    }
  }

  private void write(Task.Write task) {
    HostOutput host = task.output();
    long[][] rows = rows(task.source());
    float[] values = new float[host.rows() * host.cols()];
    for (int i = 0; i < values.length; i++) {
      values[i] = host.dequantizer().value((int) rows[i / host.cols()][i % host.cols()]);
    }
    long[] extents = host.shape().stream().mapToLong(Long::longValue).toArray();
    outputs.put(host.name(), Tensor.ofFloats(Shape.of(extents), values));
  }

  private long[][] rows(Matrix matrix) {
    long[][] all = known(matrices, matrix.whole());
    return Arrays.copyOfRange(all, matrix.first(), matrix.first() + matrix.rows());
  }

  private long[][] define(Matrix matrix) {
    long[][] rows = empty(matrix);
    if (matrices.put(matrix, rows) != null) {
      throw new AssertionError("defined twice: " + matrix);
    }
    return rows;
  }

  private static long[][] empty(Matrix matrix) {
    return new long[matrix.rows()][matrix.width()];
  }

  private static <K, V> V known(Map<K, V> values, K key) {
    return Optional.ofNullable(values.get(key)).orElseThrow(() -> new AssertionError("no " + key));
  }
}
