package dev.halfbyte.backend.verilog.bind;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How large the products of one op are, what their constant weights are like, and what of them the
/// array is spared.
///
/// @param op what [TaskGraph#labels] calls the op
/// @param products how many, one for each head for example
/// @param macs multiply-accumulates of the products as the kernel has them, padding not counted
/// @param macsDropped those that are not made: of columns that are left out, and of what is
///   multiplied with such columns of an operand
/// @param columns columns of all products
/// @param columnsDropped those that are left out, since all readers multiply them by zero
/// @param weights constant weights; 0 where weights are computed
/// @param zeros those of value zero
/// @param zerosDropped zeros among the weights of what is left out
/// @param packed products whose weights are packed, two of four
/// @param zerosPacked zeros that are left out as weights are packed
public record ProductWeights(
    String op,
    int products,
    long macs,
    long macsDropped,
    long columns,
    long columnsDropped,
    long weights,
    long zeros,
    long zerosDropped,
    int packed,
    long zerosPacked) {

  /// Returns the ops with products, in the order of the graph.
  ///
  /// @param whole the kernel as it is
  /// @param narrowed the same without what no reader needs
  static List<ProductWeights> of(TaskGraph whole, TaskGraph narrowed) {
    Map<String, ProductWeights> left = sums(narrowed);
    return sums(whole).values().stream()
        .map(all -> Optional.ofNullable(left.get(all.op)).map(all::narrowed).orElse(all))
        .toList();
  }

  private static Map<String, ProductWeights> sums(TaskGraph graph) {
    Map<String, ProductWeights> sums = new LinkedHashMap<>();
    for (int i = 0; i < graph.tasks().size(); i++) {
      if (graph.tasks().get(i) instanceof Task.MatMul product) {
        String op = graph.labels().get(i);
        sums.merge(op, of(op, product), ProductWeights::plus);
      }
    }
    return sums;
  }

  private static ProductWeights of(String op, Task.MatMul product) {
    WeightSource source = product.weights();
    long macs = (long) product.source().rows() * source.k() * source.n();
    return switch (source) {
      case WeightSource.Fixed(Weights weights) -> {
        long all = (long) weights.k() * weights.n();
        yield new ProductWeights(op, 1, macs, 0, source.n(), 0, all, weights.zeros(), 0, 0, 0);
      }
      case WeightSource.Computed _ ->
          new ProductWeights(op, 1, macs, 0, source.n(), 0, 0, 0, 0, 0, 0);
    };
  }

  private ProductWeights plus(ProductWeights other) {
    return new ProductWeights(
        op,
        products + other.products,
        macs + other.macs,
        macsDropped + other.macsDropped,
        columns + other.columns,
        columnsDropped + other.columnsDropped,
        weights + other.weights,
        zeros + other.zeros,
        zerosDropped + other.zerosDropped,
        packed + other.packed,
        zerosPacked + other.zerosPacked);
  }

  /// Returns the same with all that `left` lacks as left out.
  private ProductWeights narrowed(ProductWeights left) {
    return new ProductWeights(
        op,
        products,
        macs,
        macs - left.macs,
        columns,
        columns - left.columns,
        weights,
        zeros,
        zeros - left.zeros,
        packed,
        zerosPacked);
  }

  /// Returns the same with packed weights.
  ///
  /// @param count products that have them
  /// @param leftOut zeros that are left out for it
  public ProductWeights packed(int count, long leftOut) {
    return new ProductWeights(
        op,
        products,
        macs,
        macsDropped,
        columns,
        columnsDropped,
        weights,
        zeros,
        zerosDropped,
        count,
        leftOut);
  }

  /// Returns the share of the constant weights that are zero.
  public double zeroShare() {
    return weights == 0 ? 0 : (double) zeros / weights;
  }

  /// Returns the share of these zeros that the array is spared.
  public double usedShare() {
    return zeros == 0 ? 0 : (double) (zerosDropped + zerosPacked) / zeros;
  }
}
