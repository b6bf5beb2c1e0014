package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.List;

/// Builds the 64-bit beats of memory words, least significant beat first.
final class BeatStream {
  private final List<Long> beats = new ArrayList<>();

  /// Appends consecutive words of `memory`, whose bits are laid out back to back in `words`.
  void append(AcceleratorConfig config, Memory memory, Bits words) {
    int wordBits = memory.wordBits(config);
    for (int low = 0; low < words.width(); low += wordBits) {
      for (int bit = 0; bit < wordBits; bit += 64) {
        beats.add(words.get(low + bit, Math.min(64, wordBits - bit)));
      }
    }
  }

  List<Long> beats() {
    return List.copyOf(beats);
  }
}
