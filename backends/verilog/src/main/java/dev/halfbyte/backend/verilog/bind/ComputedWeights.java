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
/// @param zeroPoint what is subtracted from a code, within `storage`
/// @param storage range of the codes, s4 or s8
public record ComputedWeights(
    int id, Form form, int groups, int k, int n, int zeroPoint, IntType storage) {

  /// What a row of the product that writes the weights is to them.
  public enum Form {
    /// A column: n rows of `groups * k` elements, as the keys of attention come.
    COLUMNS,
    /// A row: k rows of `groups * n` elements, as its values come.
    ROWS
  }

  private static final int PLANE_BITS = 4;

  /// Returns the planes of 4 bits of a code, 1 or 2.
  public int planes() {
    return storage.bits() / PLANE_BITS;
  }

  /// Returns what is subtracted from a code, or of two planes from its lowest 4 bits, -8..15.
  public int lowZero() {
    return planes() == 1 ? zeroPoint : zeroPoint & (1 << PLANE_BITS) - 1;
  }

  /// Returns what is subtracted from the highest 4 bits of a code, -8..7.
  public int highZero() {
    return zeroPoint >> PLANE_BITS;
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
