package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.ElemType.IntType;
import java.util.List;
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

  /// Returns the requantization of columns `first` to `first + count - 1`.
  Requantization columns(int first, int count) {
    return new Requantization(
        bias.slice(first, count),
        switch (scaling) {
          case Scaling.Columns(Channels multiplier, Channels shift) ->
              new Scaling.Columns(multiplier.slice(first, count), shift.slice(first, count));
          case Scaling.Rows rows -> rows;
        },
        clamp,
        residual,
        table);
  }

  /// Returns the requantization of some of the columns, in their order.
  Requantization columns(List<Integer> chosen) {
    return new Requantization(
        bias.chosen(chosen),
        switch (scaling) {
          case Scaling.Columns(Channels multiplier, Channels shift) ->
              new Scaling.Columns(multiplier.chosen(chosen), shift.chosen(chosen));
          case Scaling.Rows rows -> rows;
        },
        clamp,
        residual,
        table);
  }

  Requantization withTable(LookupTable lookup) {
    return new Requantization(bias, scaling, clamp, residual, Optional.of(lookup));
  }

  /// Returns the requantization that first adds `addend` to what one channel takes.
  Requantization plusBias(long addend) {
    return new Requantization(bias.plus(Channels.of(addend)), scaling, clamp, residual, table);
  }

  /// Returns the same for `columns` columns, from that for one.
  Requantization repeated(int columns) {
    return new Requantization(
        Channels.splat(bias.at(0), columns),
        switch (scaling) {
          case Scaling.Columns(Channels multiplier, Channels shift) ->
              new Scaling.Columns(
                  Channels.splat(multiplier.at(0), columns), Channels.splat(shift.at(0), columns));
          case Scaling.Rows rows -> rows;
        },
        clamp,
        residual,
        table);
  }

  /// Returns the requantization whose codes are less by `offset`, all of 4 bits, then signed.
  Requantization minus(int offset) {
    Clamp moved = new Clamp(clamp.zero() - offset, clamp.lo() - offset, clamp.hi() - offset);
    return table.isPresent()
        ? new Requantization(bias, scaling, clamp, residual, table.map(t -> t.minus(offset)))
        : new Requantization(bias, scaling, moved, residual, table);
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
