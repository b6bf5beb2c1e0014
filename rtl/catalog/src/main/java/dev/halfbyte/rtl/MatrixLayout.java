package dev.halfbyte.rtl;

/// Where the elements of a matrix sit in the words of act, res or wgt.
///
/// A matrix is cut into blocks of `group` rows (act, res) or columns (wgt); a block holds
/// consecutive words, each with `group * lanes` elements.
///
/// @param group elements of the outer dimension in one word: ROWS for act and res, COLS for wgt
/// @param lanes elements of the inner dimension in one word
/// @param outer extent of the outer dimension: M of X[M, K], N of W[K, N]
/// @param inner extent of the inner dimension: K
/// @param alignment words of which a block has a multiple
public record MatrixLayout(int group, int lanes, int outer, int inner, int alignment) {

  /// Returns the layout of an M x K matrix in act or res.
  public static MatrixLayout rows(AcceleratorConfig config, Memory memory, int m, int k) {
    int alignment = memory == Memory.ACT ? config.rowAlignment() : 1;
    return new MatrixLayout(config.rows(), config.lanes(), m, k, alignment);
  }

  /// Returns the layout of an M x K matrix of elements of act or res on the out stream, where
  /// nothing pads its blocks.
  public static MatrixLayout streamed(AcceleratorConfig config, int m, int k) {
    return new MatrixLayout(config.rows(), config.lanes(), m, k, 1);
  }

  /// Returns the layout of a K x N matrix in wgt.
  public static MatrixLayout weights(AcceleratorConfig config, int k, int n) {
    return new MatrixLayout(config.cols(), config.lanes(), n, k, 1);
  }

  /// Returns the words of one block, ceil(inner / lanes) and what its alignment adds.
  public int blockWords() {
    return Math.ceilDiv(Math.ceilDiv(inner, lanes), alignment) * alignment;
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
