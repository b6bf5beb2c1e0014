package dev.halfbyte.bench.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Cells as tables in Markdown: for each form of the weights one with points of top-1 lost, and
/// agreement and signal to noise below these.
///
/// @param cells what ran, in any order
record AccuracyTable(List<Cell> cells) {
  AccuracyTable {
    cells = List.copyOf(cells);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Form form : Form.values()) {
      List<Cell> own = cells.stream().filter(cell -> cell.form() == form).toList();
      if (!own.isEmpty()) {
        lines.addAll(table(form, own));
      }
    }
    return lines;
  }

  private static List<String> table(Form form, List<Cell> own) {
    List<Widths> widths =
        Arrays.stream(Widths.values())
            .filter(bits -> own.stream().anyMatch(cell -> cell.widths() == bits))
            .toList();
    List<Method> methods =
        Arrays.stream(Method.values())
            .filter(method -> own.stream().anyMatch(cell -> cell.method() == method))
            .toList();
    Trial.Result any = own.getFirst().results().getFirst();
    int draws = own.stream().mapToInt(cell -> cell.results().size()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Form `%s`, %d pictures, float top-1 %.2f %%, draws of 32 samples: %d. Points of top-1"
                + " lost (least .. greatest); agreement with the floats in %%; signal to noise of"
                + " the scores in dB.",
            form.label(),
            any.pictures(),
            any.floatTop1(),
            draws));
    lines.add("");
    List<String> head = new ArrayList<>(List.of("method"));
    widths.forEach(bits -> head.add(bits.name()));
    lines.add(row(head));
    lines.add(row(Collections.nCopies(head.size(), "---")));
    for (Method method : methods) {
      List<String> row = new ArrayList<>(List.of(method.title()));
      for (Widths bits : widths) {
        row.add(
            own.stream()
                .filter(cell -> cell.method() == method && cell.widths() == bits)
                .findFirst()
                .map(AccuracyTable::text)
                .orElse(""));
      }
      lines.add(row(row));
    }
    lines.add("");
    return lines;
  }

  private static String text(Cell cell) {
    Cell.Range drop = cell.drop();
    Optional<String> around =
        cell.results().size() == 1
            ? Optional.empty()
            : Optional.of(String.format(Locale.ROOT, " (%.2f .. %.2f)", drop.least(), drop.most()));
    return String.format(
        Locale.ROOT,
        "%.2f%s; %.1f; %.1f",
        drop.mean(),
        around.orElse(""),
        cell.agreement().mean(),
        cell.decibels().mean());
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
