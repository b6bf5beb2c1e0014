package dev.halfbyte.quant.softmax;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.quant.codes.NearestCode;
import java.util.Optional;

/// `norm early`: codes of the probabilities themselves, by `log2 p = -d - log2 sum 2^-d`, with the
/// logarithm of the sum from its leading one and the next seven bits: no multiplier, no divider.
///
/// @param one the number of probability 1
public record EarlyNormalization(Encoding encoding, long one) implements SoftmaxForm {
  private static final int MANTISSA_BITS = 7;

  /// With the largest number for probability 1.
  public EarlyNormalization(Encoding encoding) {
    this(encoding, NearestCode.largest(encoding));
  }

  @Override
  public Probabilities build(LogitRows rows) {
    Value distance = rows.distance(Rom.LAST);
    Value weights = Rom.weights().at(rows, distance);
    Value sum = rows.sum(weights, 1L << Rom.fractionBits());
    Value logarithm = rows.repeat(logarithm(rows, sum));
    Value total = rows.binary(Binary.Kind.ADD, distance, logarithm);
    Value index = rows.clamp(total, 0, Rom.LAST);
    Value codes = rows.present(Rom.codes(encoding, one).at(rows, index));
    return new Probabilities(codes, 1f / one, Optional.empty());
  }

  /// `16 log2(sum / 2^14)`, s32. A row with an element has at least the weight of its maximum.
  private static Value logarithm(LogitRows rows, Value sum) {
    Value weight =
        rows.cast(rows.binary(Binary.Kind.MAX, sum, 1L << Rom.fractionBits()), ElemType.S32);
    Value octaves =
        rows.binary(
            Binary.Kind.SUB, rows.unary(Unary.Kind.LEADING_ONE, weight), Rom.fractionBits());
    Value whole =
        rows.binary(Binary.Kind.SHL, octaves, Integer.numberOfTrailingZeros(LogitRows.OCTAVE));
    Value normal = rows.unary(Unary.Kind.NORMALIZE, weight);
    Value leading = rows.binary(Binary.Kind.SHR, normal, ElemType.S32.bits() - 2 - MANTISSA_BITS);
    Value part = rows.lookup(leading, ElemType.S32, EarlyNormalization::fraction);
    return rows.binary(Binary.Kind.ADD, whole, part);
  }

  /// `16 log2(x)` for the middle of the mantissas from `leading / 128` up; 0 below 1.
  static long fraction(int leading) {
    double mantissa = Math.scalb(leading + 0.5, -MANTISSA_BITS);
    return mantissa < 1
        ? 0
        : Math.round(LogitRows.OCTAVE * StrictMath.log(mantissa) / StrictMath.log(2));
  }

  @Override
  public String normalization() {
    return "in the codes, by the logarithm of the sum: no multiplier, divider or reciprocal";
  }
}
