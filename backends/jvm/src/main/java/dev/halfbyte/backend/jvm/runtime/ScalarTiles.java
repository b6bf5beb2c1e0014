package dev.halfbyte.backend.jvm.runtime;

/// The integer leaf on plain Java: 2 x 2 dot products over `int` arrays, the form of which C2 makes
/// vector loops (it keeps the sums in registers; the same loop over bytes or shorts stays scalar).
final class ScalarTiles {
  private ScalarTiles() {}

  /// Up to one more row and column than the tile has is overwritten.
  ///
  /// @param weights `[width][depth]` from `weightsAt` on
  static void contract(
      Tile tile, int[] output, int[] initial, int[] activations, int[] weights, int weightsAt) {
    int width = tile.width();
    // Two columns stay in the first level of a cache, the rows in the second.
    for (int n = 0; n < tile.columns(); n += 2) {
      int column = weightsAt + n * tile.depth();
      int left = initial[tile.initialAt() + n];
      int right = initial[tile.initialAt() + n + 1];
      for (int r = 0; r < tile.rows(); r += 2) {
        int first = tile.at() + r * tile.pitch();
        int second = r + 1 < tile.rows() ? first + tile.pitch() : first;
        int place = r * width + n;
        int below = place + width;
        dots(output, place, below, activations, first, second, weights, column, tile.depth());
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

  /// Floats, each sum in ascending order: four rows by two columns at once, so that the chains of
  /// additions overlap.
  ///
  /// @param weights `[width][depth]` from `weightsAt` on
  static void contract(
      Tile tile,
      float[] output,
      float[] initial,
      float[] activations,
      float[] weights,
      int weightsAt) {
    tile.start(initial, output);
    int most = tile.rows() - 1;
    for (int n = 0; n < tile.columns(); n += 2) {
      for (int r = 0; r <= most; r += 4) {
        int second = Math.min(r + 1, most);
        int third = Math.min(r + 2, most);
        int fourth = Math.min(r + 3, most);
        chains(tile, output, activations, weights, weightsAt, r, second, third, fourth, n);
      }
    }
  }

  private static void chains(
      Tile tile,
      float[] output,
      float[] activations,
      float[] weights,
      int weightsAt,
      int first,
      int second,
      int third,
      int fourth,
      int n) {
    int pitch = tile.pitch();
    int a = tile.at() + first * pitch;
    int b = tile.at() + second * pitch;
    int c = tile.at() + third * pitch;
    int d = tile.at() + fourth * pitch;
    int column = weightsAt + n * tile.depth();
    int next = column + tile.depth();
    float a0 = output[first * tile.width() + n];
    float a1 = output[first * tile.width() + n + 1];
    float b0 = output[second * tile.width() + n];
    float b1 = output[second * tile.width() + n + 1];
    float c0 = output[third * tile.width() + n];
    float c1 = output[third * tile.width() + n + 1];
    float d0 = output[fourth * tile.width() + n];
    float d1 = output[fourth * tile.width() + n + 1];
    for (int k = 0; k < tile.depth(); k++) {
      float v = weights[column + k];
      float w = weights[next + k];
      a0 = Math.fma(activations[a + k], v, a0);
      a1 = Math.fma(activations[a + k], w, a1);
      b0 = Math.fma(activations[b + k], v, b0);
      b1 = Math.fma(activations[b + k], w, b1);
      c0 = Math.fma(activations[c + k], v, c0);
      c1 = Math.fma(activations[c + k], w, c1);
      d0 = Math.fma(activations[d + k], v, d0);
      d1 = Math.fma(activations[d + k], w, d1);
    }
    output[first * tile.width() + n] = a0;
    output[first * tile.width() + n + 1] = a1;
    output[second * tile.width() + n] = b0;
    output[second * tile.width() + n + 1] = b1;
    output[third * tile.width() + n] = c0;
    output[third * tile.width() + n + 1] = c1;
    output[fourth * tile.width() + n] = d0;
    output[fourth * tile.width() + n + 1] = d1;
  }
}
