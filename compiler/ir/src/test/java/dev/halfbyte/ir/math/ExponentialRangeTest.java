package dev.halfbyte.ir.math;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Every argument from the least one up to -60: the results of `exp` and `exp2` before their
/// selections are normal numbers, so nothing but the comparison with the least argument has to make
/// +0 of them. Larger arguments give larger results by far.
class ExponentialRangeTest {
  private static final float ENOUGH = -60f;

  @Test
  void expIsNormalFromItsLeastArgumentOn() {
    FloatFunctions.Exponential table = FloatFunctions.EXP;
    for (float x = table.least(); x < ENOUGH; x = Math.nextUp(x)) {
      float t = Math.fma(x, table.log2e(), table.shift());
      float n = t - table.shift();
      float r = Math.fma(n, -table.ln2Low(), Math.fma(n, -table.ln2High(), x));
      requireNormal(x, scaled(table.tail(), r, t, table.shift()));
    }
  }

  @Test
  void exp2IsNormalFromItsLeastArgumentOn() {
    FloatFunctions.BaseTwoExponential table = FloatFunctions.EXP2;
    for (float x = table.least(); x < ENOUGH; x = Math.nextUp(x)) {
      float t = x + table.shift();
      float r = (x - (t - table.shift())) * table.ln2();
      requireNormal(x, scaled(table.tail(), r, t, table.shift()));
    }
  }

  private static float scaled(Polynomial tail, float r, float t, float shift) {
    List<Float> coefficients = tail.coefficients().reversed();
    float q = coefficients.getFirst();
    for (float coefficient : coefficients.subList(1, coefficients.size())) {
      q = Math.fma(q, r, coefficient);
    }
    float p = 1f + Math.fma(q, r * r, r);
    int exponent = Float.floatToRawIntBits(t) - Float.floatToRawIntBits(shift);
    return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (exponent << 23));
  }

  private static void requireNormal(float x, float result) {
    assertTrue(result >= FloatFunctions.SMALLEST_NORMAL, () -> x + " gives " + result);
  }
}
