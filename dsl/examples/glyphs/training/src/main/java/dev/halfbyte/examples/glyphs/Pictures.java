package dev.halfbyte.examples.glyphs;

import java.awt.Font;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Pictures with what they show; picture i has label `i % classes` and depends on nothing but the
/// seed and i.
///
/// @param pixels of each picture, see [GlyphPicture]
record Pictures(List<float[]> pixels, List<Integer> labels) {
  Pictures {
    pixels = List.copyOf(pixels);
    labels = List.copyOf(labels);
  }

  static Pictures draw(int count, long seed, List<Font> fonts) {
    List<Integer> labels =
        IntStream.range(0, count).map(i -> i % Alphabet.classes()).boxed().toList();
    List<float[]> pixels =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(i -> GlyphPicture.of(labels.get(i), randomOf(seed, i), fonts))
            .toList();
    return new Pictures(pixels, labels);
  }

  private static SplittableRandom randomOf(long seed, int number) {
    return new SplittableRandom(seed * 1_000_003 + number);
  }

  int size() {
    return labels.size();
  }
}
