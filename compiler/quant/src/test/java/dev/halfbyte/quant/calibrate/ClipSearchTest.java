package dev.halfbyte.quant.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.policy.CalibrationPlan;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClipSearchTest {
  private static final CalibrationPlan.Percentile PERCENTILES =
      new CalibrationPlan.Percentile(List.of(0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 1.0));

  /// What GELU leaves of Gaussian values of three magnitudes: a short lower and a long upper end.
  private static float[] gelu() {
    return values(x -> x / (1 + Math.exp(-1.702 * x)), 3);
  }

  private static float[] values(DoubleUnaryOperator function, long seed) {
    Random random = new Random(seed);
    float[] values = new float[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) function.applyAsDouble(random.nextGaussian() * (1 + i % 3));
    }
    return values;
  }

  private static FloatHistogram histogram(float... values) {
    FloatHistogram histogram = new FloatHistogram();
    for (float value : values) {
      histogram.add(value);
    }
    return histogram;
  }

  /// Of the values themselves, coded as the quantizer does.
  private static double error(float[] values, Bounds bounds, int bits) {
    double levels = (1L << bits) - 1;
    double lo = Math.min(0, bounds.lo());
    double step = (Math.max(0, bounds.hi()) - lo) / levels;
    double zero = Math.rint(-lo / step);
    double sum = 0;
    for (float value : values) {
      double code = Math.clamp(Math.rint(value / step) + zero, 0, levels);
      sum += Math.pow((code - zero) * step - value, 2);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6, 8})
  void isAtLeastAsGoodAsPercentilesAndTheWholeRange(int bits) {
    float[] values = gelu();
    FloatHistogram histogram = histogram(values);
    double found = error(values, ClipSearch.of(histogram, bits, CodeForm.THROUGH_ZERO), bits);
    TreeSet<Integer> widths = new TreeSet<>(List.of(bits));
    TensorRange percentiles =
        RangeFinder.range(histogram, PERCENTILES, widths, CodeForm.THROUGH_ZERO);
    assertTrue(found <= error(values, percentiles.forBits(bits), bits), "percentiles");
    assertTrue(found <= error(values, percentiles.observed(), bits), "whole range");
  }

  @Test
  void bothEndsAreSearched() {
    float[] values = gelu();
    Bounds found = ClipSearch.of(histogram(values), 3, CodeForm.THROUGH_ZERO);
    FloatHistogram histogram = histogram(values);
    double lower = found.lo() / histogram.min();
    double upper = found.hi() / histogram.max();
    assertTrue(upper < 0.8 && Math.abs(lower - upper) > 0.05, lower + " and " + upper);
  }

  @Test
  void aSingleOutlierIsCutOffWhereThatCostsLess() {
    float[] values = values(x -> Math.clamp(x, -2.0, 2.0), 1);
    values[77] = 40;
    assertTrue(ClipSearch.of(histogram(values), 4, CodeForm.THROUGH_ZERO).hi() < 20);
    float[] alone = new float[4];
    alone[2] = 40;
    assertEquals(40f, ClipSearch.of(histogram(alone), 4, CodeForm.THROUGH_ZERO).hi());
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "2.5, 0, 2.5", "-2.5, -2.5, 0"})
  void constantsKeepTheirRange(float value, float lo, float hi) {
    Bounds found = ClipSearch.of(histogram(value, value, value), 4, CodeForm.THROUGH_ZERO);
    assertEquals(new Bounds(lo, hi), found);
  }

  @ParameterizedTest
  @EnumSource(CodeForm.class)
  void negativeValuesHaveFiniteRanges(CodeForm form) {
    Bounds found = ClipSearch.of(histogram(values(x -> -1 - Math.abs(x), 5)), 4, form);
    assertTrue(found.lo() < -1 && found.hi() > found.lo(), found.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void symmetricRangesAreSymmetric(int bits) {
    Bounds found = ClipSearch.of(histogram(gelu()), bits, CodeForm.SYMMETRIC);
    assertEquals(-found.lo(), found.hi());
    assertTrue(found.hi() < histogram(gelu()).max(), found.toString());
  }

  @Test
  void channelsNeedNotReachZero() {
    float[] values = values(x -> 100 + Math.clamp(x, -3.0, 3.0), 9);
    Bounds found = ClipSearch.of(histogram(values), 4, CodeForm.ANYWHERE);
    assertTrue(found.lo() > 96.5 && found.hi() < 103.5, found.toString());
  }
}
