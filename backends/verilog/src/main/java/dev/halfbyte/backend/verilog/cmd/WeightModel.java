package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;

/// The weights, sign extended. The columns of a lane stand behind one another, so that a code meets
/// all of them in one loop.
final class WeightModel {
  private final int cols;
  private final int lanes;
  private final int bits;
  private final int[] weights;

  WeightModel(AcceleratorConfig config) {
    this.cols = config.cols();
    this.lanes = config.lanes();
    this.bits = config.wgtBits();
    this.weights = new int[config.wgtDepth() * lanes * cols];
  }

  /// Writes a weight, cut to its bits.
  void write(int word, int col, int lane, int value) {
    weights[(word * lanes + lane) * cols + col] = WordBits.extend(value, bits, true);
  }

  /// Adds the products of a number and the weights of a row of a tile.
  ///
  /// @param word first word of the tile
  /// @param k row of the tile: lane `k mod lanes` of the words from `word` on
  /// @param mask the bits of a weight that count; all for signed weights
  /// @param sums sums of the columns, those of the tile from `first` on
  void addProducts(int number, int word, int k, int mask, int[] sums, int first) {
    addProducts(number, weights, (word * lanes + k) * cols, mask, sums, first, cols);
  }

  private static void addProducts(
      int number, int[] weights, int from, int mask, int[] sums, int to, int cols) {
    for (int col = 0; col < cols; col++) {
      sums[to + col] += number * (weights[from + col] & mask);
    }
  }
}
