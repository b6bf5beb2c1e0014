package dev.halfbyte.sim.verilator;

import java.util.Arrays;
import java.util.List;

/// Beats of a stream in order, and the positions of those that carried TLAST.
public final class ReceivedBeats {
  private final long[] words;
  private final List<Integer> lastBeats;

  /// @param words one long a beat, or ceil(width / 64) longs where the stream is wider
  /// @param lastBeats indices of the beats with TLAST, ascending
  public ReceivedBeats(long[] words, List<Integer> lastBeats) {
    this.words = words.clone();
    this.lastBeats = List.copyOf(lastBeats);
  }

  /// One long a beat, or ceil(width / 64) longs, least significant first, where the stream is
  /// wider.
  public long[] words() {
    return words.clone();
  }

  /// Indices of the beats that carried TLAST, ascending.
  public List<Integer> lastBeats() {
    return lastBeats;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReceivedBeats that
        && Arrays.equals(words, that.words)
        && lastBeats.equals(that.lastBeats);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(words) + lastBeats.hashCode();
  }

  @Override
  public String toString() {
    return words.length + " words, TLAST at " + lastBeats;
  }
}
