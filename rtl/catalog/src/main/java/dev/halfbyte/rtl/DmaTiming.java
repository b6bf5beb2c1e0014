package dev.halfbyte.rtl;

/// Cycles of the transfers of `hb_dma_read` and `hb_dma_write`, exact for a memory whose every
/// answer takes the same time and a stream that never pauses.
///
/// @param maxBurst the parameter MAX_BURST
/// @param outstanding the parameter OUTSTANDING
public record DmaTiming(int maxBurst, int outstanding) {
  /// Bytes of a beat.
  public static final int BEAT_BYTES = 8;

  public DmaTiming {
    if (Integer.bitCount(maxBurst) != 1 || maxBurst > 256 || outstanding < 1) {
      throw new IllegalArgumentException(
          "bursts of %d beats, %d of them".formatted(maxBurst, outstanding));
    }
  }

  /// Returns how many bursts a transfer takes.
  ///
  /// @param address in bytes, a multiple of 8
  /// @param beats at least 1
  public long bursts(long address, long beats) {
    return (address / BEAT_BYTES % maxBurst + beats + maxBurst - 1) / maxBurst;
  }

  /// Returns the cycles from `start_i` to `done_o` of a read.
  ///
  /// @param latency cycles from an accepted address to its first beat
  public long readCycles(long address, long beats, int latency) {
    return cycles(address, beats, latency, 0, 0) + 2;
  }

  /// Returns the cycles from `start_i` to `done_o` of a write whose stream has its first beat in
  /// the next cycle.
  ///
  /// @param latency cycles from the last beat of a burst to its response
  public long writeCycles(long address, long beats, int latency) {
    return writeCycles(address, beats, latency, 1);
  }

  /// Returns the cycles from `start_i` to `done_o` of a write.
  ///
  /// @param latency cycles from the last beat of a burst to its response
  /// @param offered cycles from `start_i` to the first beat of the stream, at least 1
  public long writeCycles(long address, long beats, int latency, int offered) {
    return cycles(address, beats, 0, latency, offered) + 1;
  }

  /// The cycle in which the last burst closes: with its last beat of a read, `behind` = 0, with the
  /// response of a write, `ahead` = 0. A burst opens a cycle behind the one before it, and two
  /// behind the one that left it room. No beat moves up to the cycle `before`.
  private long cycles(long address, long beats, int ahead, int behind, long before) {
    long[] closed = new long[outstanding];
    long opened = 1;
    long moved = before;
    long left = beats;
    long room = maxBurst - address / BEAT_BYTES % maxBurst;
    for (int burst = 0; left > 0; burst = (burst + 1) % outstanding) {
      opened = Math.max(opened + 1, closed[burst] + 2);
      moved = Math.max(opened + ahead, moved + 1) + Math.min(left, room) - 1;
      closed[burst] = moved + behind;
      left -= room;
      room = maxBurst;
    }
    return moved + behind;
  }
}
