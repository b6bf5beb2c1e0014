package dev.halfbyte.bench.model;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// All draws of one method at one width on one form of the weights.
///
/// @param results in the order of draws, at least one
record Cell(Form form, Method method, Widths widths, List<Trial.Result> results) {
  Cell {
    results = List.copyOf(results);
  }

  /// Mean, least and greatest of a figure over the draws.
  record Range(double mean, double least, double most) {}

  Range of(ToDoubleFunction<Trial.Result> figure) {
    double[] values = results.stream().mapToDouble(figure).sorted().toArray();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return new Range(sum / values.length, values[0], values[values.length - 1]);
  }

  Range drop() {
    return of(Trial.Result::drop);
  }

  Range agreement() {
    return of(Trial.Result::agreement);
  }

  Range decibels() {
    return of(Trial.Result::sqnrDb);
  }

  /// Points of top-1 by which floats that go through the codes are better than the integers; only
  /// where these ran.
  Range integerLoss() {
    return of(result -> result.annotated().orElseThrow().top1() - result.top1());
  }

  boolean annotated() {
    return results.stream().allMatch(result -> result.annotated().isPresent());
  }
}
