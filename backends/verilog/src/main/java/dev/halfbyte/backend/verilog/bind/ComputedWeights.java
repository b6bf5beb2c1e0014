package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.ElemType.IntType;

/// Weights that a product of the program computes and writes to wgt: `groups` matrices of k x n
/// codes.
///
/// @param id unique among the computed weights of its program, ascending in order of definition
/// @param form how the rows of the product that writes them lie in them
/// @param groups matrices, side by side in the columns of the product that writes them
/// @param k reduced extent of one group
/// @param n columns of one group
/// @param zeroPoint what is subtracted from a code, -8..7
/// @param storage range of the codes, signed
public record ComputedWeights(
    int id, Form form, int groups, int k, int n, int zeroPoint, IntType storage) {

  /// What a row of the product that writes the weights is to them.
  public enum Form {
    /// A column: n rows of `groups * k` elements, as the keys of attention come.
    COLUMNS,
    /// A row: k rows of `groups * n` elements, as its values come.
    ROWS
  }

  /// Returns the rows of the product that writes the weights.
  public int producerRows() {
    return switch (form) {
      case COLUMNS -> n;
      case ROWS -> k;
    };
  }

  /// Returns the columns of a group of the product that writes the weights.
  public int producerCols() {
    return switch (form) {
      case COLUMNS -> k;
      case ROWS -> n;
    };
  }
}
