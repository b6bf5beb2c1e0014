package dev.halfbyte.bench;

import java.util.Arrays;

/// Repeated measurements of one quantity.
///
/// @param unit `s` for seconds, `/s` for rates
record Samples(String name, String unit, double[] sorted) {
  static Samples of(String name, String unit, double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Samples(name, unit, sorted);
  }

  double median() {
    return sorted[sorted.length / 2];
  }

  double min() {
    return sorted[0];
  }

  double max() {
    return sorted[sorted.length - 1];
  }
}
