package dev.halfbyte.interp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Errors against binary64 over a stride of all 2^32 arguments, dense around the branch points.
///
/// The bounds are read from numerics.md, which states what a run over every argument found.
final class FloatMathTest {
  private static final int STRIDE = 997;

  @FunctionalInterface
  private interface FloatFunction {
    float apply(float x);
  }

  @Test
  void expIsWithinItsBound() throws IOException {
    assertError(FloatMath::exp, StrictMath::exp, bound("exp"));
    assertDense(
        FloatMath::exp, StrictMath::exp, bound("exp"), -0x1.5d589ep6f, 0x1.62e42ep6f, 0x1p-1f);
  }

  @Test
  void exp2IsWithinItsBound() throws IOException {
    assertError(FloatMath::exp2, x -> StrictMath.pow(2, x), bound("exp2"));
    assertDense(
        FloatMath::exp2, x -> StrictMath.pow(2, x), bound("exp2"), -126f, 128f, 0x1p-1f, -0.5f);
  }

  @Test
  void exp2OfWholeNumbersIsExact() {
    for (int x = -126; x <= 127; x++) {
      assertBits(Math.scalb(1f, x), FloatMath.exp2(x));
    }
  }

  @Test
  void logIsWithinItsBound() throws IOException {
    assertError(FloatMath::log, StrictMath::log, bound("log"));
    assertDense(FloatMath::log, StrictMath::log, bound("log"), 1f, 0x1.6a09e6p-1f, 0x1p-126f);
  }

  @Test
  void erfIsWithinItsBound() throws IOException {
    assertError(FloatMath::erf, FloatMathTest::erf, bound("erf"));
    assertDense(FloatMath::erf, FloatMathTest::erf, bound("erf"), 0x1.d8p-1f, -0x1.d8p-1f, 4f);
  }

  @Test
  void tanhIsWithinItsBound() throws IOException {
    assertError(FloatMath::tanh, StrictMath::tanh, bound("tanh"));
    assertDense(FloatMath::tanh, StrictMath::tanh, bound("tanh"), 0.625f, -0.625f, 10f);
  }

  /// What the document states, for example `exp 1.013`, plus the rounding of the figure.
  private static double bound(String function) throws IOException {
    Path document =
        Path.of(System.getProperty("halfbyte.root")).resolve("compiler/docs/numerics.md");
    Matcher figure =
        Pattern.compile("\\b" + function + " (\\d\\.\\d{3})").matcher(Files.readString(document));
    assertTrue(figure.find(), () -> "numerics.md states no error of " + function);
    return Double.parseDouble(figure.group(1)) + 0.0005;
  }

  @Test
  void specialValues() {
    assertBits(0f, FloatMath.exp(Float.NEGATIVE_INFINITY));
    assertBits(1f, FloatMath.exp(-0f));
    assertBits(Float.POSITIVE_INFINITY, FloatMath.exp(89f));
    assertBits(0f, FloatMath.exp(-87.4f));
    assertBits(0f, FloatMath.exp2(Math.nextDown(-126f)));
    assertBits(Float.POSITIVE_INFINITY, FloatMath.exp2(128f));
    assertBits(Float.NEGATIVE_INFINITY, FloatMath.log(-0f));
    assertBits(0f, FloatMath.log(1f));
    assertBits(Float.NaN, FloatMath.log(-1f));
    assertBits(Float.POSITIVE_INFINITY, FloatMath.log(Float.POSITIVE_INFINITY));
    assertBits(0f, FloatMath.erf(-0f));
    assertBits(0f, FloatMath.erf(-Float.MIN_VALUE));
    assertBits(-1f, FloatMath.erf(Float.NEGATIVE_INFINITY));
    assertBits(0f, FloatMath.tanh(-0f));
    assertBits(1f, FloatMath.tanh(Float.POSITIVE_INFINITY));
    for (FloatFunction function :
        new FloatFunction[] {
          FloatMath::exp, FloatMath::exp2, FloatMath::log, FloatMath::erf, FloatMath::tanh
        }) {
      assertBits(Float.NaN, function.apply(Float.NaN));
    }
  }

  private static void assertBits(float expected, float actual) {
    assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(actual));
  }

  private static void assertError(FloatFunction function, DoubleUnaryOperator exact, double bound) {
    for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
      assertOne(function, exact, bound, Float.intBitsToFloat((int) bits));
    }
  }

  /// The 2000 neighbours on each side of each point.
  private static void assertDense(
      FloatFunction function, DoubleUnaryOperator exact, double bound, float... points) {
    for (float point : points) {
      int bits = Float.floatToRawIntBits(point);
      for (int near = bits - 2000; near <= bits + 2000; near++) {
        assertOne(function, exact, bound, Float.intBitsToFloat(near));
      }
    }
  }

  private static void assertOne(
      FloatFunction function, DoubleUnaryOperator exact, double bound, float x) {
    float got = function.apply(x);
    double want = exact.applyAsDouble(x);
    double error = error(got, want);
    assertTrue(error <= bound, () -> "f(%a) = %a, exact %a: %s ulp".formatted(x, got, want, error));
  }

  /// Units in the last place; results below the smallest normal number must be +0.
  private static double error(float got, double want) {
    if (Double.isNaN(want) || Float.isInfinite((float) want) || Float.isInfinite(got)) {
      return Float.compare(got, (float) want) == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    if (Math.abs(want) < 0x1p-126) {
      boolean rounded = Math.abs(want) > 0x1.fffffcp-127 && Math.abs(got) == 0x1p-126f;
      return rounded || Float.floatToRawIntBits(got) == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    return Math.abs(got - want) / Math.scalb(1.0, Math.getExponent(want) - 23);
  }

  /// erf in binary64 (Abramowitz and Stegun 7.1.6 below 3, the continued fraction 7.1.14 above).
  private static double erf(double x) {
    double t = Math.abs(x);
    if (Double.isNaN(x) || t > 6) {
      return Double.isNaN(x) ? x : Math.copySign(1, x);
    }
    double scale = StrictMath.exp(-t * t) / Math.sqrt(Math.PI);
    if (t < 3) {
      double term = 2 * t;
      double sum = term;
      for (int n = 1; term > 1e-18 * sum; n++) {
        term *= 2 * t * t / (2 * n + 1);
        sum += term;
      }
      return Math.copySign(scale * sum, x);
    }
    double fraction = t;
    for (int n = 120; n > 0; n--) {
      fraction = t + n / 2.0 / fraction;
    }
    return Math.copySign(1 - scale / fraction, x);
  }
}
