package dev.halfbyte.loop;

import java.util.Optional;

/// How the integer leaf of a target leaves out zeros of activations ([StepList]).
///
/// @param single lists of single rows
/// @param blocks whether blocks of several rows have lists too, in steps of the tile
/// @param limits where lists are taken at run time, in words for reports
public record ZeroFacts(Single single, boolean blocks, String limits) {
  /// Lists of single rows.
  ///
  /// @param tile shape of panels for rows that are listed; absent for the usual one
  /// @param unit elements of a step; 0 for the depth of the tile
  /// @param values whether the leaf reads listed activations side by side
  public record Single(Optional<TileShape> tile, int unit, boolean values) {}

  /// Steps of the tile, of whatever target.
  public static final ZeroFacts PLAIN =
      new ZeroFacts(new Single(Optional.empty(), 0, false), true, "not all steps are listed");

  /// Elements of a step of a single row on `shape`.
  public int unit(TileShape shape) {
    return single.unit == 0 ? shape.depth() : single.unit;
  }
}
