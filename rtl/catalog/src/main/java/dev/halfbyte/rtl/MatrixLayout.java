package dev.halfbyte.rtl;

/// Where the elements of a matrix sit in the words of act, res or wgt.
///
/// A matrix is cut into blocks of `group` rows (act, res) or columns (wgt); a block holds
/// `ceil(inner/lanes)` consecutive words, each with `group * lanes` elements.
///
/// @param group elements of the outer dimension in one word: ROWS for act and res, COLS for wgt
/// @param lanes elements of the inner dimension in one word
/// @param outer extent of the outer dimension: M of X[M, K], N of W[K, N]
/// @param inner extent of the inner dimension: K
public record MatrixLayout(int group, int lanes, int outer, int inner) {

  /// Returns the layout of an M x K matrix in act or res.
  public static MatrixLayout rows(AcceleratorConfig config, int m, int k) {
    return new MatrixLayout(config.rows(), config.lanes(), m, k);
  }

  /// Returns the layout of a K x N matrix in wgt.
  public static MatrixLayout weights(AcceleratorConfig config, int k, int n) {
    return new MatrixLayout(config.cols(), config.lanes(), n, k);
  }

  /// Returns the words of one block, ceil(inner / lanes).
  public int blockWords() {
    return (inner + lanes - 1) / lanes;
  }

  /// Returns the blocks of the matrix, ceil(outer / group).
  public int blocks() {
    return (outer + group - 1) / group;
  }

  /// Returns the words of the whole matrix.
  public int words() {
    return blocks() * blockWords();
  }

  /// Returns the word, relative to the base, that holds element (outer index, inner index).
  public int word(int outerIndex, int innerIndex) {
    return outerIndex / group * blockWords() + innerIndex / lanes;
  }

  /// Returns the position of the element within its word; its bits start at position * bits.
  public int position(int outerIndex, int innerIndex) {
    return outerIndex % group * lanes + innerIndex % lanes;
  }
}
