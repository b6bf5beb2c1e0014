package dev.halfbyte.ir.text;

import dev.halfbyte.ir.IrCode;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.source.Span;

/// A position in IR text and the lexical rules: words, numbers, strings, punctuation, `//`
/// comments.
///
/// Every fault is a [DiagnosticException] at its place.
final class TextCursor {
  private static final int MAX_DEPTH = 64;

  private final SourceFile source;
  private final String text;
  private int position;
  private int depth;

  TextCursor(SourceFile source) {
    this.source = source;
    this.text = source.text();
  }

  /// Offset of the next token.
  int here() {
    skipBlank();
    return position;
  }

  boolean atEnd() {
    return here() == text.length();
  }

  /// From `start` to the current position.
  Span span(int start) {
    return source.span(Math.min(start, position), position);
  }

  DiagnosticException fault(IrCode code, int start, String message) {
    return new DiagnosticException(
        Diagnostic.error(code, source.span(start, Math.max(start, position)), message));
  }

  DiagnosticException expected(String what) {
    int start = here();
    int end = Math.min(text.length(), start + 1);
    String found = start == end ? "the end of the text" : "`" + text.charAt(start) + "`";
    return new DiagnosticException(
        Diagnostic.error(
            IrCode.UNEXPECTED, source.span(start, end), "expected " + what + ", found " + found));
  }

  /// Back to a place that [#here] gave.
  void reset(int place) {
    position = place;
  }

  boolean accept(String punctuation) {
    if (!text.startsWith(punctuation, here())) {
      return false;
    }
    position += punctuation.length();
    return true;
  }

  void expect(String punctuation) {
    if (!accept(punctuation)) {
      throw expected("`" + punctuation + "`");
    }
  }

  boolean atWord(String word) {
    int start = here();
    return text.startsWith(word, start) && wordEnd(start) == start + word.length();
  }

  boolean acceptWord(String word) {
    if (!atWord(word)) {
      return false;
    }
    position += word.length();
    return true;
  }

  void expectWord(String word) {
    if (!acceptWord(word)) {
      throw expected("`" + word + "`");
    }
  }

  /// The next word, letters, digits and underscores not starting with a digit; empty if there is
  /// none.
  String peekWord() {
    int start = here();
    return text.substring(start, wordEnd(start));
  }

  String word(String what) {
    String word = peekWord();
    if (word.isEmpty()) {
      throw expected(what);
    }
    position += word.length();
    return word;
  }

  /// Whether an integer follows, with or without minus sign.
  boolean atInteger() {
    int start = here();
    int digit = start < text.length() && text.charAt(start) == '-' ? start + 1 : start;
    return digit < text.length() && isDigit(text.charAt(digit));
  }

  boolean at(char c) {
    int start = here();
    return start < text.length() && text.charAt(start) == c;
  }

  /// A decimal integer with optional minus sign.
  long integer() {
    int start = here();
    if (position < text.length() && text.charAt(position) == '-') {
      position++;
    }
    int digits = position;
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
    if (digits == position) {
      position = start;
      throw expected("an integer");
    }
    try {
      return Long.parseLong(text, start, position, 10);
    } catch (NumberFormatException e) {
      throw fault(IrCode.MALFORMED, start, "integer beyond 64 bits");
    }
  }

  /// An integer of 32 bits.
  int smallInteger() {
    int start = here();
    long value = integer();
    if (value != (int) value) {
      throw fault(IrCode.MALFORMED, start, "integer beyond 32 bits");
    }
    return (int) value;
  }

  /// Characters up to blank, comma or closing bracket: a float literal or a digest.
  String run() {
    int start = here();
    while (position < text.length() && " \t\r\n,)]}(".indexOf(text.charAt(position)) < 0) {
      position++;
    }
    return text.substring(start, position);
  }

  /// A quoted string; see [dev.halfbyte.ir.Quoted].
  String string() {
    int start = here();
    expect("\"");
    StringBuilder out = new StringBuilder();
    while (position < text.length() && text.charAt(position) != '"') {
      char c = text.charAt(position++);
      if (c < ' ') {
        throw fault(IrCode.UNEXPECTED, start, "string is not closed on its line");
      }
      out.append(c == '\\' ? escape(start) : c);
    }
    if (position == text.length()) {
      throw fault(IrCode.UNEXPECTED, start, "string is not closed");
    }
    position++;
    return out.toString();
  }

  private char escape(int start) {
    if (position < text.length() && "\"\\".indexOf(text.charAt(position)) >= 0) {
      return text.charAt(position++);
    }
    if (text.startsWith("u", position) && position + 5 <= text.length()) {
      int value = 0;
      for (int i = position + 1; i < position + 5; i++) {
        value = 16 * value + Math.max(0, Character.digit(text.charAt(i), 16));
      }
      position += 5;
      return (char) value;
    }
    throw fault(IrCode.UNEXPECTED, start, "unknown escape in string");
  }

  /// Enters a nested construct; text deeper than any real program is refused before the stack ends.
  void enter() {
    if (++depth > MAX_DEPTH) {
      throw fault(IrCode.TOO_LARGE, here(), "nested deeper than " + MAX_DEPTH + " levels");
    }
  }

  void leave() {
    depth--;
  }

  int depth() {
    return depth;
  }

  /// Continues at the next line, at nesting `level`, after a fault.
  void recover(int level) {
    depth = level;
    while (position < text.length() && text.charAt(position) != '\n') {
      position++;
    }
  }

  private void skipBlank() {
    while (position < text.length()) {
      if (text.startsWith("//", position)) {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else if (" \t\r\n".indexOf(text.charAt(position)) >= 0) {
        position++;
      } else {
        return;
      }
    }
  }

  private int wordEnd(int start) {
    int end = start;
    while (end < text.length() && isWord(text.charAt(end))) {
      end++;
    }
    return start < text.length() && isDigit(text.charAt(start)) ? start : end;
  }

  private static boolean isWord(char c) {
    return c == '_' || isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
