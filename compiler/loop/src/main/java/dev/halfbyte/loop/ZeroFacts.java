package dev.halfbyte.loop;

import java.util.Optional;

/// How the integer leaf of a target leaves out zeros of activations ([StepList]).
///
/// @param single lists of single rows
/// @param blocks whether blocks of several rows have lists too, in steps of the tile
/// @param limits up to which share of listed steps lists are taken at run time
public record ZeroFacts(Single single, boolean blocks, Limits limits) {
  /// Lists of single rows.
  ///
  /// @param tile shape of panels for rows that are listed; absent for the usual one
  /// @param unit elements of a step; 0 for the depth of the tile
  /// @param values whether the leaf reads listed activations side by side
  public record Single(Optional<TileShape> tile, int unit, boolean values) {}

  /// Shares that were measured, in words for reports, such as `66 % on avx512vnni`.
  ///
  /// @param single of single rows, in the form of [Single]
  /// @param usual of single rows in panels of the usual tile, where these are others
  /// @param blocks of blocks of rows
  public record Limits(String single, String usual, String blocks) {}

  /// Steps of the tile, of whatever target.
  public static final ZeroFacts PLAIN =
      new ZeroFacts(
          new Single(Optional.empty(), 0, false), true, new Limits("100 %", "100 %", "100 %"));

  /// Elements of a step of a single row on `shape`.
  public int unit(TileShape shape) {
    return single.unit == 0 ? shape.depth() : single.unit;
  }
}
