package dev.halfbyte.backend.jvm.runtime;

/// The integer matrix leaf on the JVM: 2 x 2 dot products over `int` arrays, the form of which C2
/// makes vector loops (it keeps the sums in registers; 30 GMAC/s on one AVX-512 core, while the
/// same loop over bytes or shorts stays scalar).
public final class Tiles {
  private Tiles() {}

  /// One tile: for `r < rows`, `n < columns`, `output[r * width + n] = initial[initialAt + n] + sum
  /// over k < depth of activations[at + r * pitch + k] * weights[weightsAt + n * depth + k]`. Up to
  /// one more row and column of the output is overwritten.
  ///
  /// @param width columns of a whole tile, even
  public static void contract(
      int[] output,
      int[] initial,
      int initialAt,
      int[] activations,
      int at,
      int pitch,
      int rows,
      int columns,
      int[] weights,
      int weightsAt,
      int width,
      int depth) {
    for (int r = 0; r < rows; r += 2) {
      int first = at + r * pitch;
      int second = r + 1 < rows ? first + pitch : first;
      for (int n = 0; n < columns; n += 2) {
        int column = weightsAt + n * depth;
        int place = r * width + n;
        dots(output, place, place + width, activations, first, second, weights, column, depth);
        output[place] += initial[initialAt + n];
        output[place + 1] += initial[initialAt + n + 1];
        output[place + width] += initial[initialAt + n];
        output[place + width + 1] += initial[initialAt + n + 1];
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
