package dev.halfbyte.quant.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatHistogramTest {
  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.25, 0.5, 0.9, 0.999, 0.9999, 1})
  void quantilesAreWithinABucketOfTheExactOnes(double fraction) {
    float[] values = gaussian(20_000, 7);
    FloatHistogram histogram = of(values);
    Arrays.sort(values);
    float exact = values[(int) Math.ceil(fraction * values.length) - 1];
    float found = histogram.quantile(fraction);
    assertTrue(found >= exact, found + " below " + exact);
    assertTrue(found - exact <= Math.abs(exact) / 512 + Float.MIN_VALUE, found + " for " + exact);
    float lower = histogram.lowerQuantile(fraction);
    float exactLower = values[values.length - (int) Math.ceil(fraction * values.length)];
    assertTrue(lower <= exactLower, lower + " above " + exactLower);
    assertTrue(exactLower - lower <= Math.abs(exactLower) / 512 + Float.MIN_VALUE);
  }

  @Test
  void extremesAreExact() {
    FloatHistogram histogram = of(-1.2345678f, 3e-41f, 7.654321e30f);
    assertEquals(-1.2345678f, histogram.min());
    assertEquals(7.654321e30f, histogram.max());
    assertEquals(7.654321e30f, histogram.quantile(1));
    assertEquals(-1.2345678f, histogram.lowerQuantile(1));
  }

  @Test
  void bothZerosAndSubnormalsAreInOrder() {
    FloatHistogram histogram = of(Float.MIN_VALUE, -Float.MIN_VALUE, -0f, 0f);
    double[] last = {Double.NEGATIVE_INFINITY};
    long[] total = new long[1];
    histogram.forEach((middle, count) -> {
      assertTrue(middle >= last[0], middle + " after " + last[0]);
      last[0] = middle;
      total[0] += count;
    });
    assertEquals(4, total[0]);
  }

  @Test
  void mergingIsIndependentOfOrderAndGrouping() {
    float[] values = gaussian(5_000, 11);
    FloatHistogram whole = of(values);
    FloatHistogram third = of(Arrays.copyOfRange(values, 3_000, 5_000));
    FloatHistogram first = of(Arrays.copyOfRange(values, 0, 1_000));
    third.merge(first);
    third.merge(of(Arrays.copyOfRange(values, 1_000, 3_000)));
    assertEquals(whole.count(), third.count());
    for (double fraction = 0; fraction <= 1; fraction += 0.01) {
      assertEquals(whole.quantile(fraction), third.quantile(fraction));
    }
  }

  private static FloatHistogram of(float... values) {
    FloatHistogram histogram = new FloatHistogram();
    for (float value : values) {
      histogram.add(value);
    }
    return histogram;
  }

  private static float[] gaussian(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
