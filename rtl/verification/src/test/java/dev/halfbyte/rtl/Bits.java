package dev.halfbyte.rtl;

import java.util.Arrays;
import java.util.Random;

/// A bit vector of fixed width: the value of a wide port or of a run of stream beats.
final class Bits {
  private final int width;
  private final int[] words;

  Bits(int width) {
    this(width, new int[(width + 31) / 32]);
  }

  /// A vector over the bits of `words`, least significant first.
  Bits(int width, int[] words) {
    this.width = width;
    this.words = words;
  }

  static Bits random(Random random, int width) {
    Bits bits = new Bits(width);
    for (int i = 0; i < width; i += 16) {
      bits.set(i, Math.min(16, width - i), random.nextInt());
    }
    return bits;
  }

  /// The bits of a command.
  static Bits of(CommandWord command) {
    int[] words = command.words().stream().mapToInt(Integer::intValue).toArray();
    return new Bits(Integer.SIZE * words.length, words);
  }

  /// Sets `count` bits from `low` on to the low bits of `value`.
  Bits set(int low, int count, long value) {
    for (int i = 0; i < count; i++) {
      int position = low + i;
      int one = 1 << (position % 32);
      boolean bit = i < Long.SIZE ? (value >> i & 1) != 0 : value < 0;
      words[position / 32] = bit ? words[position / 32] | one : words[position / 32] & ~one;
    }
    return this;
  }

  /// Returns `count` bits from `low` on as an unsigned number, at most 64.
  long get(int low, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      int position = low + i;
      value |= (long) (words[position / 32] >>> (position % 32) & 1) << i;
    }
    return value;
  }

  /// Returns `count` bits from `low` on as a two's complement number.
  long getSigned(int low, int count) {
    int unused = Long.SIZE - count;
    return get(low, count) << unused >> unused;
  }

  int width() {
    return width;
  }

  int[] words() {
    return words.clone();
  }

  /// Returns 64-bit beat `index` of the vector, zero beyond its width.
  long beat(int index) {
    int low = 64 * index;
    return get(low, Math.min(64, width - low));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bits bits && width == bits.width && Arrays.equals(words, bits.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(width + "'h");
    for (int i = words.length - 1; i >= 0; i--) {
      text.append("%08x".formatted(words[i]));
    }
    return text.toString();
  }
}
