package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Names that differ from each other, and from the words and functions of the language.
final class Names {
  /// Words that mean something in numerics and hardware blocks and are plain names elsewhere.
  private static final List<String> WORDS =
      List.of(
          "x",
          "k",
          "step",
          "seed",
          "samples",
          "weight",
          "act",
          "residual",
          "tensor",
          "token",
          "axis",
          "group",
          "norm",
          "late",
          "early",
          "log2",
          "log_sqrt2",
          "fp4",
          "default",
          "encoding",
          "calibrate",
          "via",
          "for",
          "array",
          "unit",
          "mem",
          "port",
          "clock",
          "require",
          "banks",
          "double",
          "on");

  private static final List<String> INDICES =
      List.of("i", "j", "l", "e", "r", "c", "a", "s", "p", "q", "u", "t");

  private final Choices choices;
  private final Set<String> taken = new HashSet<>(INDICES);

  Names(Choices choices) {
    this.choices = choices;
  }

  /// A name of its own that begins with `stem`, now and then an unusual one.
  String fresh(String stem) {
    if (choices.oneIn(24)) {
      String word = choices.pick(WORDS);
      if (taken.add(word)) {
        return word;
      }
    }
    int number = 0;
    while (!taken.add(stem + number)) {
      number++;
    }
    return stem + number;
  }

  /// The `position`th index of a definition; no other kind of thing is called so.
  static String index(int position) {
    return position < INDICES.size()
        ? INDICES.get(position)
        : INDICES.get(position % INDICES.size()) + position;
  }
}
