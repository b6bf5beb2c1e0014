package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.ir.ElemType.IntType;

/// How the host turns f32 into the codes it streams in; the arithmetic of the `quantize` op.
///
/// In binary32, ties to even: `t = x * inverse; t = t >= lo ? t : lo; t = t <= hi ? t : hi; code =
/// ((t + 0x1.8p23f) - 0x1.8p23f) + zero`. NaN gives `lo + zero`.
///
/// @param inverseScaleBits binary32 bits of the factor
/// @param storage range of the codes; `lo` and `hi` are its limits less `zero`
/// @param zero code of real zero
public record Quantizer(int inverseScaleBits, IntType storage, int zero) {
  private static final float ROUNDING = 0x1.8p23f;

  /// Returns the least code, relative to `zero`.
  public int lo() {
    return (int) storage.min() - zero;
  }

  /// Returns the greatest code, relative to `zero`.
  public int hi() {
    return (int) storage.max() - zero;
  }

  /// Returns the code of `x`.
  public int code(float x) {
    float t = x * Float.intBitsToFloat(inverseScaleBits);
    t = t >= lo() ? t : lo();
    t = t <= hi() ? t : hi();
    return (int) (t + ROUNDING - ROUNDING) + zero;
  }
}
