package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.Einsum;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A contraction of two computed operands as one matrix product for each batch index: which operand
/// plays which part, and how each lies in its value.
///
/// A value of `groups * rows * cols` elements holds its groups in front of the rows, or between
/// rows and columns: `lead` is `groups` or 1.
///
/// @param activationIsLeft whether the left operand gives the rows of the result
/// @param groups products: the extent of all batch labels
/// @param rows rows M of each product
/// @param k reduced extent
/// @param n columns N of each product
/// @param activationLead lead of the activation, rows of k columns
/// @param weightLead lead of the weights
/// @param form which way round the weights lie in their value
/// @param resultLead lead of the result, rows of n columns
record ProductPlan(
    boolean activationIsLeft,
    int groups,
    int rows,
    int k,
    int n,
    int activationLead,
    int weightLead,
    ComputedWeights.Form form,
    int resultLead) {

  /// Returns the plan; empty where the labels stand in another order, for which there is no data
  /// mover.
  static Optional<ProductPlan> of(Einsum einsum, long[] left, long[] right) {
    return new Planner(einsum, left, right, true)
        .plan()
        .or(() -> new Planner(einsum, left, right, false).plan());
  }

  /// Returns the rows of the value that holds the weights.
  int weightRows() {
    return switch (form) {
      case COLUMNS -> n;
      case ROWS -> k;
    };
  }

  /// Returns the columns of one group of the value that holds the weights.
  int weightCols() {
    return switch (form) {
      case COLUMNS -> k;
      case ROWS -> n;
    };
  }

  /// One choice of which operand is the activation.
  private static final class Planner {
    private final Einsum einsum;
    private final boolean activationIsLeft;
    private final List<String> activation;
    private final List<String> weights;
    private final Map<String, Long> extents = new HashMap<>();

    Planner(Einsum einsum, long[] left, long[] right, boolean activationIsLeft) {
      this.einsum = einsum;
      this.activationIsLeft = activationIsLeft;
      this.activation = activationIsLeft ? einsum.left() : einsum.right();
      this.weights = activationIsLeft ? einsum.right() : einsum.left();
      for (int axis = 0; axis < left.length; axis++) {
        extents.put(einsum.left().get(axis), left[axis]);
      }
      for (int axis = 0; axis < right.length; axis++) {
        extents.put(einsum.right().get(axis), right[axis]);
      }
    }

    Optional<ProductPlan> plan() {
      List<String> batch = einsum.batch();
      List<String> reduced = activation.stream().filter(l -> !isResult(l)).toList();
      List<String> rows =
          activation.stream().filter(l -> isResult(l) && !batch.contains(l)).toList();
      List<String> cols = weights.stream().filter(l -> isResult(l) && !batch.contains(l)).toList();
      int groups = extent(batch);
      Optional<Integer> source = lead(activation, batch, rows, reduced);
      Optional<Integer> columns = lead(weights, batch, cols, reduced);
      Optional<Integer> turned = lead(weights, batch, reduced, cols);
      Optional<Integer> result = lead(einsum.result(), batch, rows, cols);
      boolean fits =
          source.isPresent() && result.isPresent() && (columns.isPresent() || turned.isPresent());
      return fits
          ? Optional.of(
              new ProductPlan(
                  activationIsLeft,
                  groups,
                  extent(rows),
                  extent(reduced),
                  extent(cols),
                  source.get(),
                  columns.or(() -> turned).get(),
                  columns.isPresent() ? ComputedWeights.Form.COLUMNS : ComputedWeights.Form.ROWS,
                  result.get()))
          : Optional.empty();
    }

    private boolean isResult(String label) {
      return einsum.result().contains(label);
    }

    private int extent(List<String> labels) {
      return Math.toIntExact(
          labels.stream()
              .mapToLong(l -> extents.getOrDefault(l, 1L))
              .reduce(1, Math::multiplyExact));
    }

    /// Returns 1 for `rows groups cols`, the number of groups for `groups rows cols`.
    private Optional<Integer> lead(
        List<String> labels, List<String> groups, List<String> rows, List<String> cols) {
      if (labels.equals(concat(rows, groups, cols))) {
        return Optional.of(1);
      }
      return labels.equals(concat(groups, rows, cols))
          ? Optional.of(extent(groups))
          : Optional.empty();
    }

    private static List<String> concat(
        List<String> first, List<String> second, List<String> third) {
      return Stream.of(first, second, third).flatMap(List::stream).toList();
    }
  }
}
