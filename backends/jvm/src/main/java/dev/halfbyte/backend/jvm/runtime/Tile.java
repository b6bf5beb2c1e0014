package dev.halfbyte.backend.jvm.runtime;

/// One call of the integer leaf: for `r < rows`, `n < columns`, `output[r * width + n] =
/// initial[initialAt + n] + sum over k < depth of activations[at + r * pitch + k] * w(k, n)`, in
/// wrapping 32-bit arithmetic. The rest of the output is unspecified.
///
/// @param width columns of a whole panel, even
@SuppressWarnings("ArrayRecordComponent") // A call, which nobody compares.
record Tile(
    int[] output,
    int[] initial,
    int initialAt,
    int[] activations,
    int at,
    int pitch,
    int rows,
    int columns,
    int width,
    int depth) {

  /// Puts the initial sums into the output.
  void start() {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(initial, initialAt, output, r * width, width);
    }
  }
}
