package dev.halfbyte.bench.rtl;

import java.util.Arrays;

/// Beats of 64 bits under construction: words of a memory, each filled up to whole beats.
final class Beats {
  private static final int BITS = Long.SIZE;

  private long[] beats = new long[1024];
  private int count;

  /// Begins a word of so many bits, all zero.
  void word(int bits) {
    count += (bits + BITS - 1) / BITS;
    if (count > beats.length) {
      beats = Arrays.copyOf(beats, 2 * count);
    }
  }

  /// Sets bits of the last word, which has `bits`.
  ///
  /// @param low position; the field does not cross a beat
  void set(int bits, int low, int width, int value) {
    int first = count - (bits + BITS - 1) / BITS;
    long field = value & (-1L >>> BITS - width);
    beats[first + low / BITS] |= field << low % BITS;
  }

  /// Appends a whole beat.
  void beat(long value) {
    word(BITS);
    beats[count - 1] = value;
  }

  long[] toArray() {
    return Arrays.copyOf(beats, count);
  }
}
