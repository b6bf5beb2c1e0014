package dev.halfbyte.backend.verilog.bind;

import java.util.Optional;

/// Where a product goes.
public sealed interface ProductTarget {

  /// Rows of a matrix.
  ///
  /// @param matrix as many rows as the source has
  /// @param group the group that the columns fill; empty where they fill all groups, one behind the
  ///   other
  record Codes(Matrix matrix, Optional<Integer> group) implements ProductTarget {}

  /// Weights of later products: [ComputedWeights#producerRows] rows of
  /// [ComputedWeights#producerCols] columns for each group, one group behind the other.
  record Turned(ComputedWeights weights) implements ProductTarget {}
}
