package dev.halfbyte.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Figures as a table in Markdown in which every row says what it was measured on, so that rows of
/// several machines and commits can stand in one table.
///
/// @param facts of the bench by name, of which some are columns
/// @param variants names that may stand behind the last comma of a figure's name
public record MarkdownTable(Map<String, String> facts, List<String> variants) {
  private static final List<String> COLUMNS =
      List.of(
          "cpu", "features", "threads", "build", "section", "kernel", "variant", "rate", "share");

  /// Section whose figures are of two threads.
  private static final String THREADS = "threads";

  public MarkdownTable {
    facts = Map.copyOf(facts);
    variants = List.copyOf(variants);
  }

  /// The table, line by line.
  public List<String> lines(List<Figure> figures) {
    List<String> lines = new ArrayList<>();
    lines.add(row(COLUMNS));
    lines.add(row(COLUMNS.stream().map(column -> "---").toList()));
    figures.forEach(figure -> lines.add(line(figure)));
    return lines;
  }

  private String line(Figure figure) {
    int comma = figure.name().lastIndexOf(", ");
    Optional<String> variant =
        comma < 0
            ? Optional.empty()
            : Optional.of(figure.name().substring(comma + 2)).filter(variants::contains);
    String kernel = variant.isPresent() ? figure.name().substring(0, comma) : figure.name().strip();
    boolean isShare = figure.unit().isEmpty();
    String rate =
        isShare
            ? figure.baseline().map(MarkdownTable::number).map(n -> n + " G/s").orElse("")
            : number(figure.value()) + " " + figure.unit();
    return row(
        List.of(
            facts.getOrDefault("cpu", ""),
            facts.getOrDefault("features", ""),
            figure.section().equals(THREADS) ? "2" : "1",
            facts.getOrDefault("build", ""),
            figure.section(),
            kernel,
            variant.orElse(""),
            rate,
            isShare ? number(figure.value()) : ""));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.3f", value);
  }

  private static String row(List<String> cells) {
    return "| "
        + String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
        + " |";
  }
}
