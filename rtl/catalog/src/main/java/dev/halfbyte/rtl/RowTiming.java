package dev.halfbyte.rtl;

import java.util.List;

/// Exact cycles of a row-serial GEMM (`hb_row_engine`) from its fields and the codes of its rows.
///
/// A *pass* is one row against one tile of columns. Each lane of a segment of a pass takes one
/// cycle for each digit that is not zero, and one for each wide word without any; the segment ends
/// with its slowest lane. The sums of a pass are not loaded before those of the pass in front of it
/// have been drained, so every pass but the first takes at least `drainWords` cycles. A folded
/// product and one of packed weights take several narrow words a cycle, zeros or not.
///
/// Several engines take as many rows at a time, the last of a command perhaps fewer. They end their
/// passes with the slowest of them; then the rows are drained one after the other, `drainWords`
/// cycles each.
///
/// @param lanes codes of a narrow word
/// @param drainWords words drained a pass: the columns of a tile by the lanes, twice as many where
///   they become weights of two planes, and [Command.Gemm#FOLD_WORDS] of a folded product
/// @param engines rows that pass at a time
public record RowTiming(int lanes, int drainWords, int engines) {
  /// Narrow words of a wide word.
  public static final int WIDE_WORDS = 16;

  /// Busy cycles beyond those of the passes, the last drain and the epilogue.
  public static final int FILL = 5;

  /// Cycles from the issue of a command to the one in front of its first digits.
  public static final int START = 3;

  /// Cycles from the last digits of a command to the issue of the next one at the earliest.
  public static final int FRONT = 2;

  /// Cycles from the last write of a command to the end of the first pass of the next one at the
  /// earliest: only then its command is known behind the array.
  public static final int HANDOVER = 2;

  /// The cycles of one engine.
  public RowTiming(int lanes, int drainWords) {
    this(lanes, drainWords, 1);
  }

  /// Returns the wide words of a row.
  public static int wideWords(int kWords) {
    return (kWords + WIDE_WORDS - 1) / WIDE_WORDS;
  }

  /// Returns the cycles of a pass, without the wait for the drain.
  ///
  /// @param kWords narrow words of the row
  /// @param row its codes as they stand in act, not extended: that of lane l in narrow word n at
  ///   position `n * lanes + l`
  public int passCycles(DigitPlanes planes, int kWords, byte[] row) {
    return planes.segments().stream().mapToInt(s -> segmentCycles(s, kWords, row)).sum();
  }

  /// Returns the digits that a pass issues; what remains of `kWords * lanes` codes a segment was
  /// skipped.
  ///
  /// @param row as for [#passCycles]
  public int passDigits(DigitPlanes planes, int kWords, byte[] row) {
    int digits = 0;
    for (Segment segment : planes.segments()) {
      for (int lane = 0; lane < lanes; lane++) {
        for (int word = 0; word < wideWords(kWords); word++) {
          digits += wordDigits(segment, kWords, row, lane, word);
        }
      }
    }
    return digits;
  }

  /// Returns the cycles of a pass in which no digit is zero.
  public static int densePassCycles(DigitPlanes planes, int kWords) {
    return planes.segments().size() * kWords;
  }

  /// Returns the cycles of a pass of a folded product, or one of packed weights.
  ///
  /// @param step narrow words that are taken at once, [Command.Gemm#step]
  public static int foldedPassCycles(int step, int kWords) {
    return Math.ceilDiv(kWords, step);
  }

  /// Returns the cycles from the first to the last in which the lanes work on the command.
  ///
  /// @param tiles tiles of columns, each of which every row passes
  /// @param passCycles [#passCycles] of each row, in order
  public long issueCycles(int tiles, List<Integer> passCycles) {
    long cycles = 0;
    long undrained = 0;
    for (int first = 0; first < passCycles.size(); first += engines) {
      int rows = Math.min(engines, passCycles.size() - first);
      long pass = groupCycles(passCycles, first);
      long drain = (long) rows * drainWords;
      cycles += Math.max(pass, undrained) + (tiles - 1) * Math.max(pass, drain);
      undrained = drain;
    }
    return cycles;
  }

  /// Returns the cycles of the first pass of a command, of as many rows as there are engines.
  ///
  /// @param passCycles [#passCycles] of each row, in order
  public int firstPass(List<Integer> passCycles) {
    return groupCycles(passCycles, 0);
  }

  private int groupCycles(List<Integer> passCycles, int first) {
    int slowest = 0;
    for (int row = first; row < Math.min(first + engines, passCycles.size()); row++) {
      slowest = Math.max(slowest, passCycles.get(row));
    }
    return slowest;
  }

  /// Returns the cycles of the drain of the last pass.
  private int lastDrain(int rows) {
    return ((rows - 1) % engines + 1) * drainWords;
  }

  /// Returns the busy cycles of the command: it is issued in cycle i, and its last word is written
  /// in cycle i + busy.
  ///
  /// @param tiles as for [#issueCycles]
  /// @param passCycles as for [#issueCycles]
  public long busyCycles(int tiles, List<Integer> passCycles) {
    return issueCycles(tiles, passCycles)
        + lastDrain(passCycles.size())
        + FILL
        + Timing.EPILOGUE_LATENCY;
  }

  /// Returns the first cycle in which the next command can start on the array.
  ///
  /// @param done cycle of the last write of the command
  /// @param rows its rows
  public long frontFree(long done, int rows) {
    return done - (lastDrain(rows) + FILL + Timing.EPILOGUE_LATENCY) + START + FRONT;
  }

  private int segmentCycles(Segment segment, int kWords, byte[] row) {
    int slowest = 0;
    for (int lane = 0; lane < lanes; lane++) {
      int cycles = 0;
      for (int word = 0; word < wideWords(kWords); word++) {
        cycles += Math.max(1, wordDigits(segment, kWords, row, lane, word));
      }
      slowest = Math.max(slowest, cycles);
    }
    return slowest;
  }

  private int wordDigits(Segment segment, int kWords, byte[] row, int lane, int word) {
    int digits = 0;
    for (int k = word * WIDE_WORDS; k < Math.min(kWords, (word + 1) * WIDE_WORDS); k++) {
      digits += segment.isIssued(row[k * lanes + lane] & 0xff) ? 1 : 0;
    }
    return digits;
  }
}
