package dev.halfbyte.backend.verilog.bind;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/// The code behind the last column of the rows of each matrix, which fills their last word.
///
/// Weights that are constants are zero there, so that it does not matter. Those that are computed
/// are not: there the code has to stand for zero.
final class RowPadding {
  private final Map<Integer, Integer> codes = new HashMap<>();

  /// Returns the code that pads rows of a matrix; empty where it is not always the same one.
  OptionalInt code(Matrix matrix) {
    Integer code = codes.get(matrix.id());
    return code == null ? OptionalInt.empty() : OptionalInt.of(code);
  }

  /// Learns what a task writes.
  void add(Task task) {
    switch (task) {
      case Task.Read read -> codes.put(read.target().id(), read.quantizer().code(0));
      case Task.MatMul product ->
          product.writes().ifPresent(target -> put(target, product(product)));
      case Task.Map map -> put(map.target(), requantized(map.requantization(), code(map.source())));
      case Task.Reduce reduce -> put(reduce.target(), reduced(reduce));
      case Task.Softmax softmax -> codes.put(softmax.target().id(), softmax.zeroCode());
      case Task.Norm _, Task.Write _, Task.Spill _, Task.Fill _ -> {}
    }
  }

  private void put(Matrix matrix, OptionalInt code) {
    code.ifPresent(known -> codes.put(matrix.id(), known));
  }

  /// The records of columns that there are not give zero whatever the sum, before the residual. A
  /// factor of the row takes the place of their multiplier.
  private OptionalInt product(Task.MatMul product) {
    Requantization requantization = product.requantization();
    boolean unset =
        requantization.scaling() instanceof Scaling.Rows
            && product.weights() instanceof WeightSource.Computed;
    return unset ? OptionalInt.empty() : total(requantization, 0, 1);
  }

  private OptionalInt reduced(Task.Reduce reduce) {
    OptionalInt source = code(reduce.source());
    OptionalInt value =
        switch (reduce.kind()) {
          case SUM ->
              source.isPresent()
                  ? OptionalInt.of(source.getAsInt() * reduce.rows().count())
                  : source;
          case MAX, MIN -> source;
        };
    return requantized(reduce.requantization(), value);
  }

  private OptionalInt requantized(Requantization requantization, OptionalInt value) {
    return switch (requantization.scaling()) {
      case Scaling.Columns(Channels multiplier, Channels shift) when value.isPresent() ->
          total(
              requantization,
              (value.getAsInt() + requantization.bias().at(0)) * multiplier.at(0),
              shift.at(0));
      case Scaling.Columns _, Scaling.Rows _ -> OptionalInt.empty();
    };
  }

  private OptionalInt total(Requantization requantization, long product, long shift) {
    long total = product;
    if (requantization.residual().isPresent()) {
      Requantization.Residual residual = requantization.residual().get();
      OptionalInt code = code(residual.matrix());
      if (code.isEmpty()) {
        return code;
      }
      total += (long) residual.multiplier() * (code.getAsInt() - residual.zero());
    }
    long rounded = total + (1L << shift - 1) >> shift;
    Clamp clamp = requantization.clamp();
    int code = (int) Math.clamp(rounded + clamp.zero(), (long) clamp.lo(), clamp.hi());
    return OptionalInt.of(
        requantization
            .table()
            .map(table -> table.entries().get(code & LookupTable.SIZE - 1))
            .orElse(code));
  }
}
