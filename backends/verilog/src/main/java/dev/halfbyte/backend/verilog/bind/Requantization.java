package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.ElemType.IntType;
import java.util.Optional;

/// How sums or codes become codes: the epilogue of a task, before addresses are known.
///
/// `y = clamp((v + bias) * multiplier + residual)`, with a shift and rounding inside the clamp;
/// `table[y]` where there is a table.
///
/// @param bias added to the sum, s32
/// @param scaling multiplier and shift, of columns or of rows; there is no residual with those of
///   rows
/// @param clamp zero and bounds
/// @param residual a second addend
/// @param table a unary function of the clamped code
public record Requantization(
    Channels bias,
    Scaling scaling,
    Clamp clamp,
    Optional<Residual> residual,
    Optional<LookupTable> table) {

  /// A second addend `multiplier * (element - zero)`.
  ///
  /// @param matrix a matrix in res
  /// @param multiplier 0..2^31-1
  /// @param zero code of real zero
  public record Residual(Matrix matrix, int multiplier, int zero) {}

  Requantization withTable(LookupTable lookup) {
    return new Requantization(bias, scaling, clamp, residual, Optional.of(lookup));
  }

  /// Returns the requantization that passes codes of `storage` through: `(2v + 1) >> 1`.
  static Requantization identity(IntType storage) {
    return new Requantization(
        Channels.of(0),
        new Scaling.Columns(Channels.of(2), Channels.of(1)),
        Clamp.of(storage, 0),
        Optional.empty(),
        Optional.empty());
  }
}
