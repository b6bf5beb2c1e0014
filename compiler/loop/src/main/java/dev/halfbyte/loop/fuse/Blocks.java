package dev.halfbyte.loop.fuse;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.TargetFacts;

/// The rows that one iteration of a fused stage may take at once.
///
/// @param tile rows of the tile leaf, 1 where there is none
/// @param tiles of them in a block
record Blocks(int tile, int tiles) {
  /// Single rows.
  static final Blocks SINGLE = new Blocks(1, 1);

  static Blocks of(TargetFacts facts) {
    int tile = facts.tile().map(t -> t.shape().rows()).orElse(1);
    return new Blocks(tile, Math.max(1, facts.choices().rowBlock() / tile));
  }

  int rows() {
    return tile * tiles;
  }

  /// How many blocks cover so many rows.
  Dim ofRows(Dim extent) {
    return covering(extent, rows());
  }

  /// How many blocks cover so many tiles: `floor((floor(x / a) + b - 1) / b)` in the form that
  /// [#ofRows] has, `floor((x + a * (b - 1)) / (a * b))`.
  Dim ofTiles(Dim extent) {
    boolean quotient =
        extent.terms().size() == 1
            && extent.terms().getFirst().coefficient() == 1
            && extent.terms().getFirst().factors().size() == 1;
    if (tiles > 1
        && quotient
        && extent.terms().getFirst().factors().getFirst()
            instanceof Dim.Quotient(Dim numerator, long denominator)) {
      return numerator.plus(Dim.of(denominator * (tiles - 1L))).floorDiv(denominator * tiles);
    }
    return covering(extent, tiles);
  }

  private static Dim covering(Dim extent, int size) {
    return extent.plus(Dim.of(size - 1L)).floorDiv(size);
  }
}
