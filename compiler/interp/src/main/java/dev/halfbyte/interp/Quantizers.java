package dev.halfbyte.interp;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.RunCode;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;

/// Between floats, codes and accumulators.
final class Quantizers {
  /// Adding and subtracting it rounds a float of magnitude up to 2^22 to an integer, ties to even.
  private static final float ROUND = 0x1.8p23f;

  private Quantizers() {}

  private static Encoding.Affine affine(Encoding encoding) {
    return switch (encoding) {
      case Encoding.Affine affine -> affine;
      case Encoding.Table _ -> throw new CompilerBug("only affine codes are computed");
    };
  }

  static Cells quantize(Cells x, Cells inverseScale, Encoding encoding) {
    Encoding.Affine affine = affine(encoding);
    float lo = affine.storage().min() - affine.zeroPoint();
    float hi = affine.storage().max() - affine.zeroPoint();
    float[] scale = inverseScale.floats();
    float[] from = x.floats();
    long[] codes = new long[from.length];
    for (int i = 0; i < codes.length; i++) {
      float t = from[i] * scale[i];
      t = t >= lo ? t : lo;
      t = t <= hi ? t : hi;
      t = (t + ROUND) - ROUND;
      codes[i] = (long) t + affine.zeroPoint();
    }
    return Cells.ofLongs(x.type().withElem(new ElemType.CodeType(encoding)), codes);
  }

  static Cells dequantize(Cells q, Cells scale) {
    long[] decoded = q.decoded();
    float[] result = new float[decoded.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) decoded[i] * scale.floats()[i];
    }
    return Cells.ofFloats(q.type().withElem(ElemType.F32), result);
  }

  static Cells requantize(Cells q, Cells multiplier, Cells shift, Encoding encoding) {
    long[] decoded = q.decoded();
    long[] codes = new long[decoded.length];
    for (int i = 0; i < codes.length; i++) {
      long product = Math.multiplyExact(decoded[i], multiplier(multiplier.longs()[i]));
      codes[i] = requantize(product, shift.longs()[i], affine(encoding));
    }
    return Cells.ofLongs(q.type().withElem(new ElemType.CodeType(encoding)), codes);
  }

  static Cells requantizeAdd(
      Cells left,
      Cells leftMultiplier,
      Cells right,
      Cells rightMultiplier,
      Cells shift,
      Encoding encoding) {
    long[] a = left.decoded();
    long[] b = right.decoded();
    long[] codes = new long[a.length];
    for (int i = 0; i < codes.length; i++) {
      long products =
          Math.addExact(
              Math.multiplyExact(a[i], multiplier(leftMultiplier.longs()[i])),
              Math.multiplyExact(b[i], multiplier(rightMultiplier.longs()[i])));
      codes[i] = requantize(products, shift.longs()[i], affine(encoding));
    }
    return Cells.ofLongs(left.type().withElem(new ElemType.CodeType(encoding)), codes);
  }

  private static long multiplier(long value) {
    if (value < 0) {
      throw outOfRange("multiplier " + value + " is negative");
    }
    return value;
  }

  /// `clamp(z + ((sum + 2^(shift-1)) >> shift))`.
  private static long requantize(long sum, long shift, Encoding.Affine encoding) {
    if (shift < 1 || shift > 62) {
      throw outOfRange("shift " + shift + " is outside 1..62");
    }
    long rounded = Math.addExact(sum, 1L << (shift - 1)) >> shift;
    long code = encoding.zeroPoint() + rounded;
    return Math.clamp(code, encoding.storage().min(), encoding.storage().max());
  }

  private static DiagnosticException outOfRange(String message) {
    return new DiagnosticException(Diagnostic.error(RunCode.BAD_SHIFT, message));
  }

  static Cells lookup(Cells q, Cells table) {
    long least = ElemType.storage(q.type().elem()).orElseThrow().min();
    TensorType type = q.type().withElem(table.type().elem());
    long[] codes = q.longs();
    if (table.isFloat()) {
      float[] result = new float[codes.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = table.floats()[(int) (codes[i] - least)];
      }
      return Cells.ofFloats(type, result);
    }
    long[] result = new long[codes.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = table.longs()[(int) (codes[i] - least)];
    }
    return Cells.ofLongs(type, result);
  }
}
