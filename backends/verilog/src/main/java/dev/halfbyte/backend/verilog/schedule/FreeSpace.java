package dev.halfbyte.backend.verilog.schedule;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The free words of one memory, handed out first fit.
final class FreeSpace {
  private final TreeMap<Integer, Integer> gaps = new TreeMap<>();

  FreeSpace(int words) {
    gaps.put(0, words);
  }

  /// Returns the first word of the lowest gap that holds `words`.
  Optional<Integer> take(int words) {
    // A copy of the entry: removal moves the next gap into the tree's own.
    Optional<Map.Entry<Integer, Integer>> fitting =
        gaps.entrySet().stream()
            .filter(gap -> gap.getValue() >= words)
            .findFirst()
            .map(gap -> Map.entry(gap.getKey(), gap.getValue()));
    fitting.ifPresent(gap -> {
      gaps.remove(gap.getKey());
      if (gap.getValue() > words) {
        gaps.put(gap.getKey() + words, gap.getValue() - words);
      }
    });
    return fitting.map(Map.Entry::getKey);
  }

  /// Gives back words that were taken, and joins them with the gaps beside them.
  void give(int base, int words) {
    int first = base;
    int count = words;
    Map.Entry<Integer, Integer> below = gaps.lowerEntry(base);
    if (below != null && below.getKey() + below.getValue() == base) {
      first = below.getKey();
      count += below.getValue();
      gaps.remove(below.getKey());
    }
    Integer above = gaps.remove(base + words);
    gaps.put(first, count + (above == null ? 0 : above));
  }
}
