package dev.halfbyte.rtl;

/// A stretch of the memory behind the AXI4 port, in beats of [DmaTiming#BEAT_BYTES] bytes.
///
/// @param first first beat
/// @param beats length, at least 1
public record DramSpan(int first, int beats) {
  public DramSpan {
    Commands.positive("beats of the DRAM", beats);
  }

  /// Returns the beat behind the last one.
  public long end() {
    return (long) first + beats;
  }

  /// Returns the byte address of the first beat.
  public long address() {
    return (long) first * DmaTiming.BEAT_BYTES;
  }

  /// Returns whether the two have beats in common.
  public boolean overlaps(DramSpan other) {
    return first < other.end() && other.first < end();
  }
}
