package dev.halfbyte.examples.glyphs;

/// The classes: digits and letters no two of which have the same shape in most fonts, so that what
/// a model gets wrong is its own fault. Left out are `I` and `O` beside 1 and 0, and small letters
/// that are capitals drawn smaller.
final class Alphabet {
  private static final String SYMBOLS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabdeghnqrt";

  private Alphabet() {}

  static int classes() {
    return SYMBOLS.length();
  }

  static String symbol(int label) {
    return SYMBOLS.substring(label, label + 1);
  }

  static String all() {
    return SYMBOLS;
  }
}
