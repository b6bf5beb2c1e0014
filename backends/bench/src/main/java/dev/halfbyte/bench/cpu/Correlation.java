package dev.halfbyte.bench.cpu;

import java.util.ArrayList;
import java.util.List;

/// How well one series of times follows another.
final class Correlation {
  private Correlation() {}

  /// Pearson's coefficient of the logarithms, so that short times count as long ones do; 1 is a
  /// constant ratio.
  ///
  /// @param one positive, as many as `other`, at least two that differ
  static double ofLogarithms(List<Double> one, List<Double> other) {
    List<Double> a = logarithms(one);
    List<Double> b = logarithms(other);
    double meanA = mean(a);
    double meanB = mean(b);
    double together = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.size(); i++) {
      double fromA = a.get(i) - meanA;
      double fromB = b.get(i) - meanB;
      together += fromA * fromB;
      squaresA += fromA * fromA;
      squaresB += fromB * fromB;
    }
    return together / Math.sqrt(squaresA * squaresB);
  }

  private static List<Double> logarithms(List<Double> values) {
    List<Double> logarithms = new ArrayList<>();
    values.forEach(value -> logarithms.add(Math.log(value)));
    return logarithms;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
