package dev.halfbyte.quant.softmax;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.quant.exact.Multipliers;
import dev.halfbyte.quant.exact.Rational;
import java.math.BigInteger;
import java.util.Optional;

/// The softmax of I-BERT (Kim et al., ICML 2021, algorithm 2 and equations 12 to 15): `exp` as a
/// polynomial of second order on an interval of ln 2 and shifts, 16-bit exponentials, and one
/// reciprocal `floor(2^32 / sum)` for each row. Codes are in units of 2^-8.
public record IBertSoftmax() implements SoftmaxForm {
  private static final int SUM_BITS = 32;
  private static final int OUTPUT_BITS = 8;

  @Override
  public Probabilities build(LogitRows rows) {
    Value exponential =
        rows.requantize(IntegerExp.at(rows), rounding().multiplier(), rounding().shift());
    Value sixteenBits = rows.binary(Binary.Kind.MAX, rows.cast(exponential, ElemType.S64), 0);
    Value sum = rows.cast(rows.sum(sixteenBits, ElemType.S16.max()), ElemType.S64);
    Value factor =
        rows.binary(Binary.Kind.DIV, 1L << SUM_BITS, rows.binary(Binary.Kind.MAX, sum, 1));
    Value product = rows.binary(Binary.Kind.MUL, sixteenBits, rows.repeat(factor));
    Value scaled = rows.binary(Binary.Kind.SHR, product, SUM_BITS - OUTPUT_BITS);
    Value codes = rows.asCodes(rows.clamp(scaled, 0, ElemType.U8.max()));
    return new Probabilities(rows.present(codes), 0x1p-8f, Optional.empty());
  }

  /// Brings the exponential of 0 to the largest 16-bit number.
  private static Multipliers.Fixed rounding() {
    BigInteger one = BigInteger.valueOf(IntegerExp.ONE);
    Rational ratio = new Rational(BigInteger.valueOf(ElemType.S16.max()), one);
    return Multipliers.requantize(ratio, ElemType.S16.bits(), one);
  }

  @Override
  public String normalization() {
    return "before the codes, by the reciprocal floor(2^32 / sum)";
  }
}
