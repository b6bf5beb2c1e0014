package dev.halfbyte.quant.calibrate;

import dev.halfbyte.quant.calibrate.TensorRange.Bounds;

/// The range whose affine codes are closest to the values of a histogram in the mean square.
///
/// Both ends are fractions, in steps of 1/64, of the way from a centre to the observed ends: zero,
/// or the median where codes need not reach zero. The search tries all ranges with one fraction for
/// both ends, then moves one end at a time as long as the error falls. An error is a sum over the
/// buckets in their order, so the result depends on the counts only.
final class ClipSearch {
  private static final int STEPS = 64;
  private static final int ROUNDS = 4;

  private final double[] middles;
  private final long[] counts;
  private final int bits;
  private final double levels;
  private final CodeForm form;
  private final double centre;
  private final double lo;
  private final double hi;

  private int below = STEPS;
  private int above = STEPS;
  private double leastError;

  private ClipSearch(FloatHistogram histogram, int bits, CodeForm form) {
    int[] used = new int[1];
    histogram.forEach((_, _) -> used[0]++);
    middles = new double[used[0]];
    counts = new long[used[0]];
    used[0] = 0;
    histogram.forEach((middle, count) -> {
      middles[used[0]] = middle;
      counts[used[0]++] = count;
    });
    this.bits = bits;
    levels = (1L << bits) - 1;
    this.form = form;
    centre = form == CodeForm.ANYWHERE ? histogram.quantile(0.5) : 0;
    double least = Math.min(histogram.min(), centre);
    double greatest = Math.max(histogram.max(), centre);
    double reach = Math.max(-least, greatest);
    lo = form == CodeForm.SYMMETRIC ? -reach : least;
    hi = form == CodeForm.SYMMETRIC ? reach : greatest;
    leastError = error(lo, hi);
  }

  /// @param histogram of at least one value
  /// @param bits of the codes
  static Bounds of(FloatHistogram histogram, int bits, CodeForm form) {
    ClipSearch search = new ClipSearch(histogram, bits, form);
    for (int step = STEPS - 1; step > 0; step--) {
      search.consider(step, step);
    }
    boolean moved = form != CodeForm.SYMMETRIC;
    for (int round = 0; round < ROUNDS && moved; round++) {
      moved = search.moveEnds();
    }
    return new Bounds((float) search.lower(search.below), (float) search.upper(search.above));
  }

  /// Tries all places of one end, then of the other; whether that found anything better.
  private boolean moveEnds() {
    double before = leastError;
    for (int step = STEPS; step > 0; step--) {
      consider(step, above);
    }
    for (int step = STEPS; step > 0; step--) {
      consider(below, step);
    }
    return leastError < before;
  }

  private void consider(int lowerStep, int upperStep) {
    double error = error(lower(lowerStep), upper(upperStep));
    if (error < leastError) {
      leastError = error;
      below = lowerStep;
      above = upperStep;
    }
  }

  private double lower(int step) {
    return end(lo, step);
  }

  private double upper(int step) {
    return end(hi, step);
  }

  /// The end of a range after `step` of all steps away from the centre, exact for all of them.
  private double end(double end, int step) {
    return step == STEPS ? end : centre + (end - centre) * step / STEPS;
  }

  /// Sum of squared differences between the values and their codes, every bucket at its middle.
  private double error(double from, double to) {
    double step = to > from ? (to - from) / levels : 1;
    double zero = -from / step;
    if (form == CodeForm.THROUGH_ZERO) {
      zero = Math.clamp(Math.rint(zero), 0, levels);
    } else if (form == CodeForm.SYMMETRIC) {
      long half = Math.max(1, (1L << (bits - 1)) - 1);
      step = to > 0 ? to / half : 1;
      zero = half + 1;
    }
    double sum = 0;
    for (int i = 0; i < middles.length; i++) {
      double code = Math.rint(middles[i] / step + zero);
      double error = (Math.min(Math.max(code, 0), levels) - zero) * step - middles[i];
      sum += counts[i] * (error * error);
    }
    return sum;
  }
}
