package dev.halfbyte.source;

/// The part of a source line to show for a span, and where to put the carets under it.
///
/// @param text what to print: tabs expanded, unprintable characters replaced, ends of long lines
///   cut
/// @param caretColumn how many columns stand before the first caret
/// @param caretCount how many carets, at least 1
/// @param lastLine the last line of the span, equal to the shown one unless the span has several
record Excerpt(String text, int caretColumn, int caretCount, int lastLine) {
  private static final int TAB = 4;
  private static final int BEFORE = 60;
  private static final int WIDTH = 120;
  private static final String CUT = "...";

  /// The first line of `span`.
  static Excerpt of(Span span) {
    SourceFile source = span.source();
    int line = source.lineAt(span.start());
    int lineStart = source.lineStart(line);
    int lineEnd = source.lineEnd(line);
    int from = Math.max(lineStart, span.start() - BEFORE);
    int to = Math.min(lineEnd, from + WIDTH);
    StringBuilder shown = new StringBuilder(from > lineStart ? CUT : "");
    int first = append(shown, source.text(), from, Math.min(span.start(), to));
    int spanEnd = Math.max(Math.min(span.end(), to), Math.min(span.start(), to));
    int last = append(shown, source.text(), Math.min(span.start(), to), spanEnd);
    append(shown, source.text(), spanEnd, to);
    shown.append(to < lineEnd ? CUT : "");
    int lastLine = source.lineAt(Math.max(span.start(), span.end() - 1));
    return new Excerpt(shown.toString(), first, Math.max(1, last - first), lastLine);
  }

  /// Appends the characters and returns the columns taken so far.
  private static int append(StringBuilder shown, String text, int from, int to) {
    int i = from;
    while (i < to) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\t') {
        shown.repeat(' ', TAB - shown.codePointCount(0, shown.length()) % TAB);
      } else {
        shown.appendCodePoint(printable(c) ? c : 0xFFFD);
      }
    }
    return shown.codePointCount(0, shown.length());
  }

  /// Control and format characters (terminal escapes, changes of writing direction) are never
  /// passed on.
  private static boolean printable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
