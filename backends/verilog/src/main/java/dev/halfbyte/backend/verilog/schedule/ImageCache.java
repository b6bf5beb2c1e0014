package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.cmd.ConstantImage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Which constants a memory holds: a ring in which new images displace the oldest.
///
/// What fits as a whole is loaded once and stays; what does not is streamed again on each use, and
/// two images that fit together are double buffered.
final class ImageCache {
  private final int depth;
  private final Map<ConstantImage, Integer> resident = new LinkedHashMap<>();
  private int next;

  ImageCache(int depth) {
    this.depth = depth;
  }

  /// Returns the first word of an image that is present.
  Optional<Integer> find(ConstantImage image) {
    return Optional.ofNullable(resident.get(image));
  }

  /// Returns whether [#place] of `image` would displace `other`.
  boolean displaces(ConstantImage image, ConstantImage other) {
    return find(other).filter(base -> overlaps(start(image), image, base, other)).isPresent();
  }

  /// Returns whether an image is present or displaces no other.
  boolean hasRoom(ConstantImage image) {
    return resident.keySet().stream().noneMatch(other -> displaces(image, other))
        || resident.containsKey(image);
  }

  /// Makes room for an image of at most `depth` words; returns its first word.
  int place(ConstantImage image) {
    int base = start(image);
    resident.entrySet().removeIf(e -> overlaps(base, image, e.getValue(), e.getKey()));
    resident.put(image, base);
    next = base + image.words();
    return base;
  }

  /// Returns where [#place] would put an image.
  int start(ConstantImage image) {
    return next + image.words() <= depth ? next : 0;
  }

  private static boolean overlaps(int a, ConstantImage first, int b, ConstantImage second) {
    return a < b + second.words() && b < a + first.words();
  }
}
