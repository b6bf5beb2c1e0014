package dev.halfbyte.ir;

/// Names in double quotes, as the text form writes them: printable ASCII, the rest escaped.
public final class Quoted {
  private Quoted() {}

  /// `text` between quotes; `\"`, `\\` and `\u0000` forms for what is no printable ASCII.
  public static String of(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        out.append(c);
      } else {
        out.append("\\u%04x".formatted((int) c));
      }
    }
    return out.append('"').toString();
  }
}
