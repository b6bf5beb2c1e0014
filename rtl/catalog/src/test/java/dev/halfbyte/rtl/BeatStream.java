package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.List;

/// Builds the 64-bit beats of memory words, least significant beat first.
final class BeatStream {
  private static final int BEAT_BITS = 64;

  private final List<Long> beats = new ArrayList<>();

  /// Appends `words` words of `memory`, zero filled, and returns the position of the first beat.
  int append(AcceleratorConfig config, Memory memory, int words) {
    int first = beats.size();
    for (int i = 0; i < words * memory.beatsPerWord(config); i++) {
      beats.add(0L);
    }
    return first;
  }

  /// Sets `width` bits at `bit` of the beats that start at `firstBeat`.
  void set(int firstBeat, int bit, int width, long value) {
    for (int i = 0; i < width; i++) {
      int index = firstBeat + (bit + i) / BEAT_BITS;
      long one = (value >> i & 1) << ((bit + i) % BEAT_BITS);
      beats.set(index, beats.get(index) | one);
    }
  }

  List<Long> beats() {
    return List.copyOf(beats);
  }
}
