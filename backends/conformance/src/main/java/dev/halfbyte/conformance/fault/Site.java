package dev.halfbyte.conformance.fault;

import java.util.List;

/// One place where a patch fits.
///
/// @param file below the root of the checkout
/// @param text content of the file before
/// @param start first character that goes, `end` the one after the last
/// @param replacement what comes instead
record Site(String file, String text, int start, int end, String replacement) {
  /// Content of the file after.
  String patched() {
    return text.substring(0, start) + replacement + text.substring(end);
  }

  /// File without folders and line, e.g. `Lanes.java:24`.
  String place() {
    return file.substring(file.lastIndexOf('/') + 1) + ":" + line();
  }

  private long line() {
    return 1 + text.substring(0, start).chars().filter(c -> c == '\n').count();
  }

  /// The lines before and after, in the form of a unified diff without context.
  String diff() {
    int first = text.lastIndexOf('\n', start - 1) + 1;
    int last = text.indexOf('\n', end);
    String before = text.substring(first, last);
    String after = text.substring(first, start) + replacement + text.substring(end, last);
    long line = line();
    List<String> old = before.lines().toList();
    List<String> now = after.lines().toList();
    StringBuilder out = new StringBuilder();
    out.append("--- a/%s%n+++ b/%s%n".formatted(file, file));
    out.append("@@ -%d,%d +%d,%d @@%n".formatted(line, old.size(), line, now.size()));
    old.forEach(l -> out.append('-').append(l).append('\n'));
    now.forEach(l -> out.append('+').append(l).append('\n'));
    return out.toString();
  }
}
