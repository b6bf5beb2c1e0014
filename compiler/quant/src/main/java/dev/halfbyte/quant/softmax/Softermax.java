package dev.halfbyte.quant.softmax;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Unary;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/// Softermax (Stevens et al., DAC 2021): base 2, a whole maximum, so that rescaling is a shift,
/// `2^f` and the reciprocal as four lines each. Formats as published: exponentials U(1,15), sum
/// with 6 fraction bits, reciprocal and result U(1,7).
///
/// Two things differ: logits keep four fraction bits instead of two, and the sum has as many whole
/// bits as the row needs instead of ten.
public record Softermax() implements SoftmaxForm {
  private static final int EXPONENTIAL_BITS = 15;
  private static final int SUM_BITS = 6;
  private static final int RESULT_BITS = 7;
  private static final int PIECES = 4;
  private static final int INDEX_BITS = 7;

  /// Octaves after which an exponential of 15 fraction bits is gone.
  private static final int FARTHEST = 16;

  @Override
  public Probabilities build(LogitRows rows) {
    Value exponential = exponential(rows);
    Value wide = rows.cast(rows.sum(exponential, 1L << EXPONENTIAL_BITS), ElemType.S64);
    Value sum =
        rows.binary(
            Binary.Kind.MAX, rows.binary(Binary.Kind.SHR, wide, EXPONENTIAL_BITS - SUM_BITS), 1);
    Value octave = rows.unary(Unary.Kind.LEADING_ONE, sum);
    Value mantissa =
        rows.binary(
            Binary.Kind.SHR,
            rows.unary(Unary.Kind.NORMALIZE, sum),
            ElemType.S64.bits() - 2 - INDEX_BITS);
    Value reciprocal = rows.lookup(mantissa, ElemType.S64, Softermax::reciprocal);
    Value product =
        rows.binary(Binary.Kind.MUL, rows.cast(exponential, ElemType.S64), rows.repeat(reciprocal));
    // exponential / 2^15 * reciprocal / 2^7 / 2^(octave - 6), in units of 2^-7.
    Value amount = rows.binary(Binary.Kind.ADD, octave, EXPONENTIAL_BITS - SUM_BITS);
    Value scaled = rows.binary(Binary.Kind.SHR, product, rows.repeat(amount));
    Value codes = rows.asCodes(rows.clamp(scaled, 0, 1L << RESULT_BITS));
    return new Probabilities(rows.present(codes), 0x1p-7f, Optional.empty());
  }

  /// `2^(logit - ceil(maximum))` with 15 fraction bits, s32.
  private static Value exponential(LogitRows rows) {
    int fractionBits = Integer.numberOfTrailingZeros(LogitRows.OCTAVE);
    Value maximum = rows.cast(rows.maximum(), ElemType.S32);
    Value up = rows.binary(Binary.Kind.ADD, maximum, LogitRows.OCTAVE - 1L);
    Value whole = rows.binary(Binary.Kind.SHR, up, fractionBits);
    Value ceiling = rows.repeat(rows.binary(Binary.Kind.SHL, whole, fractionBits));
    Value distance =
        rows.clamp(
            rows.binary(Binary.Kind.SUB, ceiling, rows.logits()),
            0,
            (long) FARTHEST * LogitRows.OCTAVE);
    Value roundedUp = rows.binary(Binary.Kind.ADD, distance, LogitRows.OCTAVE - 1L);
    Value shifts = rows.binary(Binary.Kind.SHR, roundedUp, fractionBits);
    Value above = rows.binary(Binary.Kind.SHL, shifts, fractionBits);
    // Inside by construction, which intervals cannot see.
    Value fraction =
        rows.clamp(rows.binary(Binary.Kind.SUB, above, distance), 0, LogitRows.OCTAVE - 1L);
    Value mantissa = rows.lookup(fraction, ElemType.S32, Softermax::power);
    Value shifted = rows.binary(Binary.Kind.SHR, mantissa, rows.clamp(shifts, 0, FARTHEST));
    return rows.binary(Binary.Kind.MIN, shifted, 1L << EXPONENTIAL_BITS);
  }

  /// `2^f` on four chords, 15 fraction bits, for `f` in units of logits; 0 beyond an octave.
  static long power(int fraction) {
    if (fraction >= LogitRows.OCTAVE) {
      return 0;
    }
    double chord = chord(fraction / (double) LogitRows.OCTAVE, f -> StrictMath.pow(2, f));
    return (long) Math.scalb(chord, EXPONENTIAL_BITS);
  }

  /// `1 / x` on four chords, 7 fraction bits, for `x = index / 128`; 0 below 1.
  static long reciprocal(int index) {
    double x = Math.scalb((double) index, -INDEX_BITS);
    return x < 1 ? 0 : Math.round(Math.scalb(chord(x - 1, f -> 1 / (1 + f)), RESULT_BITS));
  }

  private static double chord(double x, DoubleUnaryOperator curve) {
    double left = Math.floor(x * PIECES) / PIECES;
    double right = left + 1.0 / PIECES;
    double from = curve.applyAsDouble(left);
    return from + (curve.applyAsDouble(right) - from) * (x - left) * PIECES;
  }

  @Override
  public String normalization() {
    return "before the codes, by a reciprocal of four lines";
  }
}
