package dev.halfbyte.loop;

/// The table leaf: bytes to bytes through a table, a vector at a time.
///
/// For `i < count`: `output[outputAt + i] = table[input[inputAt + i] & (size of table - 1)]`, bytes
/// as they lie in memory. Nothing else of the output is written; output and input do not overlap.
///
/// @param output I8 or U8
/// @param input I8 or U8
/// @param table constant U8 of 16, 32, 64, 128 or 256 entries
/// @param count may be 0
public record TableMap(
    Buffer output, Index outputAt, Buffer input, Index inputAt, Buffer table, Bound count)
    implements Statement.Simple {
  /// The smallest table.
  public static final int LEAST_ENTRIES = 16;

  /// As many entries as a byte has values.
  public static final int MOST_ENTRIES = 256;

  public TableMap {
    int entries = Math.toIntExact(table.size().fixed());
    boolean legal =
        output.elem().bytes() == 1
            && input.elem().bytes() == 1
            && table.elem() == MemoryType.U8
            && table.space() == Space.CONSTANT
            && LEAST_ENTRIES <= entries
            && entries <= MOST_ENTRIES
            && Integer.bitCount(entries) == 1
            && !output.equals(input);
    if (!legal) {
      throw new IllegalArgumentException("table map of " + input + " by " + table);
    }
  }

  public int entries() {
    return Math.toIntExact(table.size().fixed());
  }
}
