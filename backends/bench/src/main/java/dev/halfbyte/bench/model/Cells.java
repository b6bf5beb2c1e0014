package dev.halfbyte.bench.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Collects results into cells, draw by draw.
final class Cells {
  private record Place(Form form, Method method, Widths widths) {}

  private final SequencedMap<Place, List<Trial.Result>> results = new LinkedHashMap<>();

  /// Adds the next draw of a cell.
  void add(Trial trial, Trial.Result result) {
    results
        .computeIfAbsent(
            new Place(trial.form(), trial.method(), trial.widths()), _ -> new ArrayList<>())
        .add(result);
  }

  List<Cell> all() {
    return results.entrySet().stream()
        .map(entry ->
            new Cell(
                entry.getKey().form(),
                entry.getKey().method(),
                entry.getKey().widths(),
                entry.getValue()))
        .toList();
  }
}
