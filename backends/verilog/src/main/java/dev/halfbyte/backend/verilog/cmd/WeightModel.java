package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;

/// The weights, sign extended. The columns of a lane stand behind one another, so that a code meets
/// all of them in one loop. The side memory stands behind the main one.
final class WeightModel {
  private final int cols;
  private final int lanes;
  private final int bits;
  private final int depth;
  private final int groups;
  private final int[] weights;

  WeightModel(AcceleratorConfig config) {
    this.cols = config.cols();
    this.lanes = config.lanes();
    this.bits = config.wgtBits();
    this.depth = config.wgtDepth();
    this.groups = config.foldGroups();
    this.weights = new int[(depth + config.wgtSideDepth()) * lanes * cols];
  }

  /// Writes a weight, cut to its bits.
  void write(int word, int col, int lane, int value) {
    weights[first(word, lane) + col] = WordBits.extend(value, bits, true);
  }

  /// Returns a weight, sign extended.
  int at(int word, int col, int lane) {
    return weights[first(word, lane) + col];
  }

  /// Adds the products of a number and the weights of a row of a tile.
  ///
  /// @param word first word of the tile
  /// @param k row of the tile: lane `k mod lanes` of the words from `word` on
  /// @param mask the bits of a weight that count; all for signed weights
  /// @param sums sums of the columns, those of the tile from `first` on
  void addProducts(int number, int word, int k, int mask, int[] sums, int first) {
    addProducts(number, weights, first(word, k), mask, sums, first, cols);
  }

  /// Adds the products of a number and the weights of a row of folded columns.
  ///
  /// @param word first word of the columns
  /// @param k row: the words along k are shared by the groups of columns
  void addFolded(int number, int word, int k, int[] sums) {
    int along = k / lanes;
    int from = first(word + along / groups, k % lanes) + along % groups * sums.length;
    addProducts(number, weights, from, -1, sums, 0, sums.length);
  }

  /// Returns where the columns of a row begin, from the first of a word on.
  private int first(int word, int k) {
    int index = word < Memory.SIDE_BASE ? word : word - Memory.SIDE_BASE + depth;
    return (index * lanes + k) * cols;
  }

  private static void addProducts(
      int number, int[] weights, int from, int mask, int[] sums, int to, int cols) {
    for (int col = 0; col < cols; col++) {
      sums[to + col] += number * (weights[from + col] & mask);
    }
  }
}
