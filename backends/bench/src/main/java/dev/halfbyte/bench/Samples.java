package dev.halfbyte.bench;

import java.util.List;

/// Repeated measurements of one quantity, ascending.
///
/// @param unit `s` for seconds, `/s` for rates
record Samples(String name, String unit, List<Double> sorted) {
  Samples {
    sorted = sorted.stream().sorted().toList();
  }

  double median() {
    return sorted.get(sorted.size() / 2);
  }

  double min() {
    return sorted.getFirst();
  }

  double max() {
    return sorted.getLast();
  }
}
