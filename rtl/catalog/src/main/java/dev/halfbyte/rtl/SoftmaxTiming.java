package dev.halfbyte.rtl;

/// Exact cycles of a SOFTMAX command of `hb_softmax`.
///
/// A row passes the unit two times with `norm late`, three times with `norm early`, each pass as
/// many cycles as the row has words; passes of different rows overlap.
///
/// @param early whether the codes are those of `norm early`
/// @param rows rows of the command, at least 1
/// @param words words of codes written for each row, at least 1 and [#words]
public record SoftmaxTiming(boolean early, int rows, int words) {
  /// The least cycles between two rows that have a factor: a quotient bit a cycle.
  public static final int DIVISION_CYCLES = 16;

  /// Busy cycles of `norm early` beyond its passes.
  public static final int EARLY_OVERHEAD = 8;

  /// Busy cycles of `norm late` beyond its passes, with the division of the last row.
  public static final int LATE_OVERHEAD = 5 + DIVISION_CYCLES;

  public SoftmaxTiming {
    if (rows < 1 || words < 1) {
      throw new IllegalArgumentException(rows + " rows of " + words + " words");
    }
  }

  /// Returns the words that hold a row.
  ///
  /// @param count elements of the row
  /// @param lanes elements of a word
  public static int words(int count, int lanes) {
    return Math.ceilDiv(count, lanes);
  }

  /// Returns the cycles from one row to the next.
  public int period() {
    return early ? words : Math.max(words, DIVISION_CYCLES);
  }

  /// Returns the cycles from the one after the start to that of the last write.
  public long busyCycles() {
    long passes = early ? 3 : 2;
    return (rows - 1L) * period() + passes * words + (early ? EARLY_OVERHEAD : LATE_OVERHEAD);
  }
}
