package dev.halfbyte.sim.harness;

/// From f32 to codes and back, in binary32 with round to nearest even; the same steps as every
/// backend takes.
///
/// Bounds are relative to the zero point. NaN becomes the lower bound, because it fails every
/// comparison.
///
/// @param inverse the factor 1/scale, given by its bits so that no decimal rounding intervenes
/// @param lo smallest code minus zero
/// @param hi largest code minus zero
/// @param zero code of the real value 0
/// @param bits width of a code
/// @param signed whether codes are two's complement
public record Quantize(float inverse, int lo, int hi, int zero, int bits, boolean signed) {
  /// Adding and subtracting 1.5 * 2^23 rounds a float of small magnitude to the nearest integer,
  /// ties to even.
  private static final float ROUND = 0x1.8p23f;

  /// The code of one value.
  public int code(float value) {
    float low = lo;
    float high = hi;
    float t = value * inverse;
    t = t >= low ? t : low;
    t = t <= high ? t : high;
    float rounded = (t + ROUND) - ROUND;
    return (int) rounded + zero;
  }

  /// The codes of all values.
  public int[] codes(float[] values) {
    int[] codes = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      codes[i] = code(values[i]);
    }
    return codes;
  }
}
