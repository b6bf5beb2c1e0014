package dev.halfbyte.rtl;

/// Exact cycles of `hb_norm`, which do not depend on the elements.
///
/// @param lanes elements of a word of the res memory
/// @param elements elements that are taken in a cycle; a power of two below `lanes`
/// @param rowMax the largest extent of a row; a power of two from 8 to 32768
public record NormTiming(int lanes, int elements, int rowMax) {
  /// Cycles from the last elements of a row to the start of its factors.
  private static final int SUM_LATENCY = 2;

  /// Cycles from the first address of the buffer to the write of the word.
  private static final int LANE_LATENCY = 5;

  /// Cycles in which one row's elements pass.
  public int passCycles(int count) {
    return Math.ceilDiv(count, lanes) * (lanes / elements);
  }

  /// Cycles from the sums of a row to its factors.
  ///
  /// @param rootBits bits of the reciprocal root, 12 or 16
  public int factorCycles(int rootBits) {
    int rowBits = Integer.numberOfTrailingZeros(rowMax);
    int sumBits = 16 + rowBits;
    int valueBits = 2 * Math.max(rowBits, 9) + 32;
    int normalize = (valueBits - 2) / 8 + 3;
    return sumBits + normalize + rootBits + 3;
  }

  /// Cycles between the beginnings of two rows.
  public int rowCycles(int count, int rootBits) {
    return Math.max(passCycles(count), factorCycles(rootBits));
  }

  /// Cycles from the one behind the start of a command up to its last write.
  ///
  /// @param rows at least 1
  public long busyCycles(int rows, int count, int rootBits) {
    return (rows - 1L) * rowCycles(count, rootBits)
        + 2L * passCycles(count)
        + factorCycles(rootBits)
        + (SUM_LATENCY + LANE_LATENCY - 1);
  }
}
