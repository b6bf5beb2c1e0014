package dev.halfbyte.source;

import java.util.Arrays;

/// A named text with an index of its lines.
///
/// Offsets count UTF-16 units from 0; a line ends at `\n`, `\r\n` or `\r`. Two files are equal when
/// name and text are.
public final class SourceFile {
  private final String name;
  private final String text;
  private final int[] lineStarts;

  private SourceFile(String name, String text) {
    this.name = name;
    this.text = text;
    this.lineStarts = lineStarts(text);
  }

  /// A file whose `name` is printed in front of positions: a path, or a word such as `<stdin>`.
  public static SourceFile of(String name, String text) {
    return new SourceFile(name, text);
  }

  /// The name printed in front of positions.
  public String name() {
    return name;
  }

  /// The whole text.
  public String text() {
    return text;
  }

  /// The number of lines; a text that ends in a line terminator has an empty last line.
  public int lineCount() {
    return lineStarts.length;
  }

  /// The line, from 1, that holds `offset` (0 to the length of the text, both included).
  public int lineAt(int offset) {
    checkOffset(offset);
    int found = Arrays.binarySearch(lineStarts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /// The place of `offset` (0 to the length of the text, both included).
  public Position positionAt(int offset) {
    int line = lineAt(offset);
    return new Position(line, 1 + text.codePointCount(lineStart(line), offset));
  }

  /// The offset of the first character of `line`, counted from 1.
  public int lineStart(int line) {
    return lineStarts[line - 1];
  }

  /// The offset after the last character of `line`, not counting its terminator.
  public int lineEnd(int line) {
    int end = line == lineStarts.length ? text.length() : lineStarts[line];
    int start = lineStart(line);
    if (line < lineStarts.length) {
      end--;
      if (text.charAt(end) == '\n' && end > start && text.charAt(end - 1) == '\r') {
        end--;
      }
    }
    return end;
  }

  /// The span from `start` to `end` of this file.
  public Span span(int start, int end) {
    return new Span(this, start, end);
  }

  private void checkOffset(int offset) {
    if (offset < 0 || offset > text.length()) {
      throw new CompilerBug("offset %d is outside %s".formatted(offset, name));
    }
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ends =
          c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
      if (ends) {
        if (count == starts.length) {
          starts = Arrays.copyOf(starts, 2 * count);
        }
        starts[count++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, count);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof SourceFile file && name.equals(file.name) && text.equals(file.text));
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + text.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
