package dev.halfbyte.rtl;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The comment that opens a module file: `// name: sentence`, then one paragraph a promise.
///
/// @param sentence what follows the name, up to the first empty line
/// @param sections promises by title
record ModuleHeader(String sentence, Map<String, String> sections) {
  /// The promises that every header makes.
  static final List<String> TITLES =
      List.of("Latency", "Throughput", "Handshake", "Combinational paths");

  private static final Pattern SECTION =
      Pattern.compile("(?:^|[.] )(" + String.join("|", TITLES) + "): ");

  /// Reads the header of a file.
  static ModuleHeader of(Path file) {
    List<String> lines =
        RtlSources.text(file)
            .lines()
            .takeWhile(line -> line.startsWith("//"))
            .map(line -> line.substring(2).strip())
            .toList();
    String name = RtlSources.moduleName(file) + ": ";
    if (lines.isEmpty() || !lines.getFirst().startsWith(name)) {
      throw new AssertionError(file + " does not open with '// " + name + "...'");
    }
    String first = String.join(" ", lines.stream().takeWhile(line -> !line.isEmpty()).toList());
    return new ModuleHeader(first.substring(name.length()), sections(lines));
  }

  /// Returns the text of a promise.
  String section(String title) {
    String text = sections.get(title);
    if (text == null) {
      throw new AssertionError("the header has no '" + title + ":'");
    }
    return text;
  }

  private static Map<String, String> sections(List<String> lines) {
    StringBuilder promises = new StringBuilder();
    boolean inPromises = false;
    for (String line : lines) {
      inPromises |= TITLES.stream().anyMatch(title -> line.startsWith(title + ": "));
      promises.append(inPromises ? line + " " : "");
    }
    Map<String, String> sections = new LinkedHashMap<>();
    Matcher matcher = SECTION.matcher(promises);
    String title = "";
    int start = 0;
    while (matcher.find()) {
      if (!title.isEmpty()) {
        // The full stop in front of the next title belongs to this promise.
        sections.put(title, promises.substring(start, matcher.start() + 1).strip());
      }
      title = matcher.group(1);
      start = matcher.end();
    }
    sections.put(title, promises.substring(start).strip());
    return sections;
  }
}
