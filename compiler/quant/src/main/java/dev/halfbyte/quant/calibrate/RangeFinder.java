package dev.halfbyte.quant.calibrate;

import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.policy.CalibrationPlan;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// From the histogram of a tensor to its range.
final class RangeFinder {
  private RangeFinder() {}

  /// @param widths the narrow code widths in bits that the tensor is coded in
  /// @param form of the codes
  static TensorRange range(
      FloatHistogram histogram,
      CalibrationPlan.Method method,
      SortedSet<Integer> widths,
      CodeForm form) {
    if (histogram.count() == 0) {
      return TensorRange.of(0f, 0f);
    }
    Bounds observed = new Bounds(histogram.min(), histogram.max());
    SortedMap<Integer, Bounds> clipped = new TreeMap<>();
    switch (method) {
      case CalibrationPlan.MinMax _ -> {}
      case CalibrationPlan.MeanSquare _ -> {
        for (int bits : widths) {
          clipped.put(bits, ClipSearch.of(histogram, bits, form));
        }
      }
      case CalibrationPlan.Percentile(var fractions) -> {
        for (int bits : widths) {
          Bounds best = bounds(histogram, fractions.getFirst());
          for (double fraction : fractions.subList(1, fractions.size())) {
            Bounds candidate = bounds(histogram, fraction);
            if (squaredError(histogram, candidate, bits, form)
                < squaredError(histogram, best, bits, form)) {
              best = candidate;
            }
          }
          clipped.put(bits, best);
        }
      }
    }
    return new TensorRange(observed, clipped);
  }

  private static Bounds bounds(FloatHistogram histogram, double fraction) {
    float lo = histogram.lowerQuantile(fraction);
    float hi = histogram.quantile(fraction);
    return new Bounds(Math.min(lo, hi), Math.max(lo, hi));
  }

  /// Sum of squared differences between the values and their codes, every bucket at its middle.
  private static double squaredError(
      FloatHistogram histogram, Bounds bounds, int bits, CodeForm form) {
    double reach = Math.max(-(double) bounds.lo(), bounds.hi());
    double lo =
        switch (form) {
          case THROUGH_ZERO -> Math.min(0, bounds.lo());
          case ANYWHERE -> bounds.lo();
          case SYMMETRIC -> -reach;
        };
    double hi =
        switch (form) {
          case THROUGH_ZERO -> Math.max(0, bounds.hi());
          case ANYWHERE -> bounds.hi();
          case SYMMETRIC -> reach;
        };
    double levels = (1L << bits) - 1;
    double step = hi > lo ? (hi - lo) / levels : 1;
    double[] sum = new double[1];
    histogram.forEach((middle, count) -> {
      double code = Math.clamp(Math.rint((middle - lo) / step), 0, levels);
      double error = lo + code * step - middle;
      sum[0] += count * (error * error);
    });
    return sum[0];
  }
}
