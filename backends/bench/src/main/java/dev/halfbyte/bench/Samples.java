package dev.halfbyte.bench;

import java.util.List;

/// Repeated measurements of one quantity, ascending.
///
/// @param unit `s` for seconds, `/s` for rates, `x` or empty for ratios
public record Samples(String name, String unit, List<Double> sorted) {
  public Samples {
    sorted = sorted.stream().sorted().toList();
  }

  public double median() {
    return sorted.get(sorted.size() / 2);
  }

  public double min() {
    return sorted.getFirst();
  }

  public double max() {
    return sorted.getLast();
  }
}
