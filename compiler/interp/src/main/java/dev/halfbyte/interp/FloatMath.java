package dev.halfbyte.interp;

import static dev.halfbyte.ir.math.FloatFunctions.ERF;
import static dev.halfbyte.ir.math.FloatFunctions.EXP;
import static dev.halfbyte.ir.math.FloatFunctions.EXP2;
import static dev.halfbyte.ir.math.FloatFunctions.LOG;
import static dev.halfbyte.ir.math.FloatFunctions.SMALLEST_NORMAL;
import static dev.halfbyte.ir.math.FloatFunctions.TANH;

import dev.halfbyte.ir.math.Polynomial;

/// exp, exp2, log, erf and tanh in binary32, by the sequences of
/// [dev.halfbyte.ir.math.FloatFunctions].
///
/// Java float arithmetic is IEEE binary32 with rounding to nearest even, so the code is the rule.
public final class FloatMath {
  private FloatMath() {}

  public static float exp(float x) {
    if (Float.isNaN(x)) {
      return Float.NaN;
    }
    if (x < EXP.least()) {
      return 0f;
    }
    return x > EXP.greatest() ? Float.POSITIVE_INFINITY : core(x);
  }

  private static float core(float x) {
    float t = Math.fma(x, EXP.log2e(), EXP.shift());
    float n = t - EXP.shift();
    float r = Math.fma(n, -EXP.ln2High(), x);
    r = Math.fma(n, -EXP.ln2Low(), r);
    float p = 1 + Math.fma(horner(EXP.tail(), r), r * r, r);
    int exponent = Float.floatToRawIntBits(t) - Float.floatToRawIntBits(EXP.shift());
    return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (exponent << 23));
  }

  public static float exp2(float x) {
    if (Float.isNaN(x)) {
      return Float.NaN;
    }
    if (x < EXP2.least()) {
      return 0f;
    }
    if (x > EXP2.greatest()) {
      return Float.POSITIVE_INFINITY;
    }
    float t = x + EXP2.shift();
    float n = t - EXP2.shift();
    float r = (x - n) * EXP2.ln2();
    float p = 1 + Math.fma(horner(EXP2.tail(), r), r * r, r);
    int exponent = Float.floatToRawIntBits(t) - Float.floatToRawIntBits(EXP2.shift());
    return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (exponent << 23));
  }

  public static float log(float x) {
    if (Float.isNaN(x) || x < 0) {
      return Float.NaN;
    }
    if (x == 0) {
      return Float.NEGATIVE_INFINITY;
    }
    if (x == Float.POSITIVE_INFINITY) {
      return x;
    }
    boolean small = x < SMALLEST_NORMAL;
    int bits = Float.floatToRawIntBits(small ? x * LOG.subnormalScale() : x);
    int e = (bits - LOG.offset()) >> 23;
    float f = Float.intBitsToFloat(bits - (e << 23)) - 1;
    float n = small ? e - LOG.subnormalExponent() : e;
    float c = Math.fma(horner(LOG.tail(), f), f, -0.5f);
    float a = Math.fma(n, LOG.ln2Low(), f);
    return Math.fma(n, LOG.ln2High(), Math.fma(c, f * f, a));
  }

  public static float erf(float x) {
    float t = Math.abs(x);
    if (t < ERF.split()) {
      return flush(Math.fma(horner(ERF.small(), x * x), x, x));
    }
    if (Float.isNaN(x)) {
      return Float.NaN;
    }
    float u = Math.min(t, ERF.clamp());
    float z = -Math.fma(horner(ERF.large(), u), u, u);
    return Math.copySign(1 - core(z), x);
  }

  public static float tanh(float x) {
    float t = Math.abs(x);
    if (t < TANH.split()) {
      float s = x * x;
      return flush(Math.fma(horner(TANH.small(), s) * s, x, x));
    }
    if (Float.isNaN(x)) {
      return Float.NaN;
    }
    float u = Math.min(t, TANH.clamp());
    return Math.copySign(1 - 2 / (core(u + u) + 1), x);
  }

  private static float flush(float result) {
    return Math.abs(result) < SMALLEST_NORMAL ? 0f : result;
  }

  private static float horner(Polynomial polynomial, float x) {
    float p = polynomial.coefficients().getLast();
    for (int i = polynomial.degree() - 1; i >= 0; i--) {
      p = Math.fma(p, x, polynomial.coefficients().get(i));
    }
    return p;
  }
}
