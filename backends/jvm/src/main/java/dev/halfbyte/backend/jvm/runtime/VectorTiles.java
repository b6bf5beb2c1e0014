package dev.halfbyte.backend.jvm.runtime;

/// The matrix leaf on the Vector API: blocks of six rows and one *strip* of columns, whose sums
/// stay in registers over a run of the depth. Rows are turned so that a step of the depth reads
/// neighbours: once for a call, hence tiles of many columns.
///
/// An object belongs to one thread and keeps its buffers. Subclasses differ in the primitive type
/// of factors, over which Java has no generics, and C2 keeps the sums in registers only where they
/// are locals: hence the like code of [FloatTiles] and [DoubleTiles].
abstract class VectorTiles {
  /// Rows of a block: twelve vectors of sums, so that sixteen registers are enough.
  static final int ROWS = 6;

  /// Rows of a small block.
  static final int FEW = 2;

  /// Depth of a run: a strip of it stays in the second level of a cache.
  static final int RUN = 768;

  /// Runs over the whole depth.
  final void contract(Tile tile, int steps) {
    int run = Math.min(steps, RUN);
    int width = stripWidth();
    for (int k = 0; k < tile.depth(); k += run) {
      int count = Math.min(run, tile.depth() - k);
      for (int r = 0; r < tile.rows(); r += ROWS) {
        packRows(tile, r, k, count);
      }
      for (int n = 0; n < tile.columns(); n += width) {
        strip(tile, n, k, count);
        for (int r = 0; r < tile.rows(); r += ROWS) {
          block(tile, r, n, count);
        }
      }
    }
  }

  /// Columns of a strip.
  abstract int stripWidth();

  /// Turns rows `row .. row + 5`, absent ones being the last of the tile, at `count` places of the
  /// depth from `first` on.
  abstract void packRows(Tile tile, int row, int first, int count);

  /// Turns to the weights of columns `column ..`, at `count` places of the depth from `first` on.
  abstract void strip(Tile tile, int column, int first, int count);

  /// Adds the products of the current run to the sums of a block.
  abstract void block(Tile tile, int row, int column, int count);

  /// Where a row of a block starts.
  static int rowAt(Tile tile, int row) {
    return tile.at() + Math.min(row, tile.rows() - 1) * tile.pitch();
  }
}
