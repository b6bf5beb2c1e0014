package dev.halfbyte.driver.tune;

import java.util.List;

/// How many times as fast as the default a schedule is, in samples taken in turn with it.
///
/// @param ratios ascending, at least one
public record Measurement(List<Double> ratios) {
  private static final double QUARTER = .25;

  public Measurement {
    ratios = ratios.stream().sorted().toList();
    if (ratios.isEmpty()) {
      throw new IllegalArgumentException("no samples");
    }
  }

  public double median() {
    return ratios.get(ratios.size() / 2);
  }

  /// A quarter of the samples is below.
  public double low() {
    return ratios.get((int) (QUARTER * (ratios.size() - 1)));
  }

  /// A quarter of the samples is above.
  public double high() {
    return ratios.get(ratios.size() - 1 - (int) (QUARTER * (ratios.size() - 1)));
  }
}
