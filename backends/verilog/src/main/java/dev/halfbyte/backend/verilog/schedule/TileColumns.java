package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.ComputedWeights;
import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.ProductTarget;
import dev.halfbyte.rtl.AcceleratorConfig;

/// The columns of a product in tiles of COLS; a group of columns begins a tile.
///
/// @param groups groups of columns
/// @param cols columns of a group
/// @param tileCols COLS
record TileColumns(int groups, int cols, int tileCols) {
  static TileColumns of(ProductTarget target, AcceleratorConfig config) {
    return switch (target) {
      case ProductTarget.Codes(Matrix matrix, var group) ->
          new TileColumns(group.isPresent() ? 1 : matrix.groups(), matrix.cols(), config.cols());
      case ProductTarget.Turned(ComputedWeights weights) ->
          new TileColumns(weights.groups(), weights.producerCols(), config.cols());
    };
  }

  /// Returns the tiles of a group.
  int groupTiles() {
    return Math.ceilDiv(cols, tileCols);
  }

  /// Returns the tiles of all groups.
  int tiles() {
    return groups * groupTiles();
  }

  /// Returns the column of the product at position `position` of the tiles, counted through them;
  /// -1 for padding.
  int column(int position) {
    int tile = position / tileCols;
    int within = tile % groupTiles() * tileCols + position % tileCols;
    return within < cols ? tile / groupTiles() * cols + within : -1;
  }
}
