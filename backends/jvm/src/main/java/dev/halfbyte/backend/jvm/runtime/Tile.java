package dev.halfbyte.backend.jvm.runtime;

/// Sizes and places of one call of the matrix leaf.
///
/// For `r < rows`, `n < columns`: `output(r, n) = initial[initialAt + n]` plus the sum of
/// `activations[at + r * pitch + k] * w(k, n)` over `k < depth`; rows of the output are `width`
/// apart. The rest of the output is unspecified.
///
/// @param width columns of a whole panel, even
record Tile(int initialAt, int at, int pitch, int rows, int columns, int width, int depth) {

  /// Puts the initial sums, an array of the type of `output`, into it.
  @SuppressWarnings("SuspiciousSystemArraycopy") // Both are arrays of one type, int or float.
  void start(Object initial, Object output) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(initial, initialAt, output, r * width, width);
    }
  }
}
