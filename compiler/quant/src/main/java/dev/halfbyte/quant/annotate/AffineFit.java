package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;

/// Scales and zero points from ranges.
public final class AffineFit {
  /// Below this the inverse scale, which `quantize` multiplies by, would overflow.
  private static final double LEAST_SCALE = Float.MIN_NORMAL;

  private AffineFit() {}

  /// All codes over the range, which is first widened to hold zero: padding and `relu` need it
  /// exact. A range of zeros only gets scale 1.
  public static CodeChoice affine(Bounds bounds, IntType storage) {
    double lo = Math.min(0.0, bounds.lo());
    double hi = Math.max(0.0, bounds.hi());
    float scale = scale((hi - lo) / (storage.max() - storage.min()));
    double zero = Math.rint(storage.min() - lo / scale);
    long zeroPoint = (long) Math.clamp(zero, (double) storage.min(), (double) storage.max());
    return new CodeChoice(new Encoding.Affine(storage, zeroPoint), scale);
  }

  /// Codes symmetric around zero that reach both ends of the range.
  public static CodeChoice symmetric(Bounds bounds, IntType storage) {
    double magnitude = Math.max(Math.abs((double) bounds.lo()), Math.abs((double) bounds.hi()));
    return new CodeChoice(
        new Encoding.Affine(storage, middle(storage)), symmetricScale(magnitude, storage));
  }

  /// The scale of codes symmetric around zero that reach `magnitude`.
  static float symmetricScale(double magnitude, IntType storage) {
    return scale(magnitude / (storage.max() - middle(storage)));
  }

  /// The zero point of symmetric codes.
  static long middle(IntType storage) {
    return storage.signed() ? 0 : (storage.max() + 1) / 2;
  }

  /// `exact` as binary32, 1 for zero, never so small that its inverse overflows.
  static float scale(double exact) {
    if (exact == 0) {
      return 1f;
    }
    return (float) Math.clamp(exact, LEAST_SCALE, (double) Float.MAX_VALUE);
  }
}
