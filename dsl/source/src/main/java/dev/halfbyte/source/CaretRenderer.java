package dev.halfbyte.source;

import java.util.List;

/// Prints diagnostics for people: place, message, source line with carets, further places, help.
///
/// ```
/// conv.hb:7:10: error HB1101: unknown name `rleu`
///   7 |   return rleu(y)
///     |          ^^^^
///   help: did you mean `relu`?
/// ```
///
/// The first line has the form that editors turn into a link. Long lines are cut around the place.
public final class CaretRenderer {
  private CaretRenderer() {}

  /// All diagnostics, an empty line between two; ends in a line feed unless the list is empty.
  public static String render(List<Diagnostic> diagnostics) {
    StringBuilder out = new StringBuilder();
    for (Diagnostic diagnostic : diagnostics) {
      if (!out.isEmpty()) {
        out.append('\n');
      }
      append(out, diagnostic);
    }
    return out.toString();
  }

  /// One diagnostic; ends in a line feed.
  public static String render(Diagnostic diagnostic) {
    return render(List.of(diagnostic));
  }

  private static void append(StringBuilder out, Diagnostic diagnostic) {
    out.append(diagnostic.summary()).append('\n');
    diagnostic.span().ifPresent(span -> appendExcerpt(out, span, '^'));
    for (Diagnostic.Label label : diagnostic.labels()) {
      out.append("  ").append(label.span()).append(": ").append(label.message()).append('\n');
      appendExcerpt(out, label.span(), '-');
    }
    diagnostic.help().ifPresent(help -> out.append("  help: ").append(help).append('\n'));
  }

  private static void appendExcerpt(StringBuilder out, Span span, char mark) {
    Excerpt excerpt = Excerpt.of(span);
    int firstLine = span.source().lineAt(span.start());
    String number = Integer.toString(firstLine);
    out.append("  ").append(number).append(" | ").append(excerpt.text()).append('\n');
    out.append("  ").repeat(' ', number.length()).append(" | ");
    out.repeat(' ', excerpt.caretColumn()).repeat(mark, excerpt.caretCount());
    if (excerpt.lastLine() > firstLine) {
      out.append(" to line ").append(excerpt.lastLine());
    }
    out.append('\n');
  }
}
