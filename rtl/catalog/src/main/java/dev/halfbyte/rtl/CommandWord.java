package dev.halfbyte.rtl;

import java.util.Arrays;
import java.util.List;

/// The 512 bits of one command as 32-bit words, word 0 holding bits 31..0.
///
/// @param words in the order in which they are written to the command window
public record CommandWord(List<Integer> words) {
  /// Words of one command.
  public static final int WORDS = 16;

  /// Words from one command to the next in the command window; those beyond [#WORDS] are ignored.
  public static final int SLOT_WORDS = 16;

  private static final int WORD_BITS = 32;

  public CommandWord {
    words = List.copyOf(words);
    if (words.size() != WORDS) {
      throw new IllegalArgumentException("a command has " + WORDS + " words, not " + words.size());
    }
  }

  /// Returns the value of a field, sign extended where the field is signed.
  public int get(CommandField field) {
    long bits = 0;
    for (int bit = 0; bit < field.width(); bit++) {
      int position = field.offset() + bit;
      long value = words.get(position / WORD_BITS) >> (position % WORD_BITS) & 1;
      bits |= value << bit;
    }
    int unused = Long.SIZE - field.width();
    return (int) (field.signed() ? bits << unused >> unused : bits);
  }

  /// Collects field values into a command word.
  static final class Builder {
    private final int[] words = new int[WORDS];

    /// Sets the bits of `field`.
    ///
    /// @throws IllegalArgumentException if the value does not fit
    Builder set(CommandField field, int value) {
      if (value < field.min() || value > field.max()) {
        throw new IllegalArgumentException(
            "%s is %d, the command holds %d..%d".formatted(field, value, field.min(), field.max()));
      }
      for (int bit = 0; bit < field.width(); bit++) {
        int position = field.offset() + bit;
        words[position / WORD_BITS] |= (value >> bit & 1) << (position % WORD_BITS);
      }
      return this;
    }

    Builder set(CommandField field, boolean value) {
      return set(field, value ? 1 : 0);
    }

    CommandWord build() {
      return new CommandWord(Arrays.stream(words).boxed().toList());
    }
  }
}
