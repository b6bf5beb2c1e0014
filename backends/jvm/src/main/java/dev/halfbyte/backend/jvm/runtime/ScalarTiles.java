package dev.halfbyte.backend.jvm.runtime;

/// The integer leaf on plain Java: 2 x 2 dot products over `int` arrays, the form of which C2 makes
/// vector loops (it keeps the sums in registers; the same loop over bytes or shorts stays scalar).
final class ScalarTiles {
  private ScalarTiles() {}

  /// Up to one more row and column than the tile has is overwritten.
  ///
  /// @param weights `[width][depth]` from `weightsAt` on
  static void contract(Tile tile, int[] weights, int weightsAt) {
    int[] output = tile.output();
    int[] initial = tile.initial();
    int width = tile.width();
    for (int r = 0; r < tile.rows(); r += 2) {
      int first = tile.at() + r * tile.pitch();
      int second = r + 1 < tile.rows() ? first + tile.pitch() : first;
      for (int n = 0; n < tile.columns(); n += 2) {
        int column = weightsAt + n * tile.depth();
        int place = r * width + n;
        int below = place + width;
        dots(
            output, place, below, tile.activations(), first, second, weights, column, tile.depth());
        int left = initial[tile.initialAt() + n];
        int right = initial[tile.initialAt() + n + 1];
        output[place] += left;
        output[place + 1] += right;
        output[below] += left;
        output[below + 1] += right;
      }
    }
  }

  private static void dots(
      int[] output,
      int upper,
      int lower,
      int[] activations,
      int first,
      int second,
      int[] weights,
      int column,
      int depth) {
    int next = column + depth;
    int s00 = 0;
    int s01 = 0;
    int s10 = 0;
    int s11 = 0;
    for (int k = 0; k < depth; k++) {
      int x = activations[first + k];
      int y = activations[second + k];
      int v = weights[column + k];
      int w = weights[next + k];
      s00 += x * v;
      s01 += x * w;
      s10 += y * v;
      s11 += y * w;
    }
    output[upper] = s00;
    output[upper + 1] = s01;
    output[lower] = s10;
    output[lower + 1] = s11;
  }
}
