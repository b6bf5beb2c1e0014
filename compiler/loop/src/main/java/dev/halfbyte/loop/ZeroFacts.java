package dev.halfbyte.loop;

import java.util.Optional;

/// How the integer leaf of a target leaves out zeros of activations ([StepList]).
///
/// @param single lists of single rows
/// @param blocks whether blocks of several rows have lists too, in steps of the tile
/// @param limits up to which share of listed steps lists are taken at run time
/// @param least which products have lists
public record ZeroFacts(Single single, boolean blocks, Limits limits, Least least) {
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

  /// The smallest product whose lists may give back what they cost.
  ///
  /// @param padding wider panels may have one column of padding for so many; 0 for any number
  public record Least(long depth, long columns, long padding) {
    private static final Least USUAL = new Least(256, 64, 8);
    private static final Least ANY = new Least(1, 1, 0);
  }

  /// Steps of the tile, of whatever target.
  public static final ZeroFacts PLAIN =
      new ZeroFacts(
          new Single(Optional.empty(), 0, false), true, new Limits("100 %", "100 %", "100 %"));

  public ZeroFacts(Single single, boolean blocks, Limits limits) {
    this(single, blocks, limits, Least.USUAL);
  }

  /// The same for products of any size.
  public ZeroFacts everywhere() {
    return new ZeroFacts(single, blocks, limits, Least.ANY);
  }

  /// The same without lists for blocks of rows and for weights.
  public ZeroFacts ofSingleRows() {
    return new ZeroFacts(single, false, limits, least);
  }

  /// Elements of a step of a single row on `shape`.
  public int unit(TileShape shape) {
    return single.unit == 0 ? shape.depth() : single.unit;
  }
}
