package dev.halfbyte.cli.synthesis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the command `stat` of Yosys prints, by module.
final class StatText {
  private static final Pattern HEAD = Pattern.compile("=== (.*) ===");
  private static final Pattern FIGURE = Pattern.compile("   (Number of [a-z ]+): +(\\d+)");
  private static final Pattern CELL = Pattern.compile("     (\\S+) +(\\d+)");
  private static final String TOTALS = "design hierarchy";

  private StatText() {}

  /// A module.
  ///
  /// @param cells number of cells and instances by type
  /// @param memoryBits bits of memories that are not cells yet
  record Module(Map<String, Long> cells, long memoryBits) {}

  /// Returns the modules in the order of the text.
  static SequencedMap<String, Module> parse(String text) {
    SequencedMap<String, Module> modules = new LinkedHashMap<>();
    String name = TOTALS;
    Map<String, Long> cells = new TreeMap<>();
    long bits = 0;
    for (String line : (text + "\n=== ===").lines().toList()) {
      Matcher head = HEAD.matcher(line);
      Matcher figure = FIGURE.matcher(line);
      Matcher cell = CELL.matcher(line);
      if (head.matches() || line.equals("=== ===")) {
        if (!name.equals(TOTALS)) {
          modules.put(name, new Module(Map.copyOf(cells), bits));
        }
        name = head.matches() ? head.group(1) : TOTALS;
        cells = new TreeMap<>();
        bits = 0;
      } else if (figure.matches()) {
        bits = figure.group(1).equals("Number of memory bits") ? number(figure) : bits;
      } else if (cell.matches()) {
        cells.put(cell.group(1), number(cell));
      }
    }
    return modules;
  }

  private static long number(Matcher matcher) {
    return Long.parseLong(matcher.group(2));
  }
}
