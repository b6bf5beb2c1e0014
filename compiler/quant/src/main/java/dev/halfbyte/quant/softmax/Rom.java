package dev.halfbyte.quant.softmax;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.codes.NearestCode;
import java.util.function.IntToLongFunction;

/// A table over distances from the maximum, in units of logits from 0 to [#LAST].
///
/// @param elem type of the entries
public record Rom(ElemType elem, IntToLongFunction entry) {
  /// The largest distance that is told from larger ones: almost 16 octaves.
  public static final int LAST = 255;

  private static final int FRACTION_BITS = 14;

  /// The code nearest to `2^(-d / 16)` of the largest number of `encoding`.
  public static Rom codes(Encoding encoding) {
    return codes(encoding, NearestCode.largest(encoding));
  }

  /// The code nearest to `2^(-d / 16) * one`.
  public static Rom codes(Encoding encoding, long one) {
    NearestCode nearest = new NearestCode(encoding);
    double number = (double) one;
    return new Rom(new ElemType.CodeType(encoding), d -> nearest.of(number * exponential(d)));
  }

  /// `2^(-d / 16)` with 14 fraction bits: sixteen mantissas, shifted.
  public static Rom weights() {
    return new Rom(
        ElemType.S16,
        d ->
            Math.round(Math.scalb(exponential(d % LogitRows.OCTAVE), FRACTION_BITS))
                >> (d / LogitRows.OCTAVE));
  }

  /// The exponent of the entry of [#weights] at distance 0.
  static int fractionBits() {
    return FRACTION_BITS;
  }

  static double exponential(int distance) {
    return StrictMath.pow(2, -distance / (double) LogitRows.OCTAVE);
  }

  /// The entries at `distances`.
  Value at(LogitRows rows, Value distances) {
    return rows.lookup(distances, elem, entry);
  }
}
