package dev.halfbyte.quant.softmax;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.quant.codes.LogFamily;
import dev.halfbyte.quant.codes.NearestCode;
import java.util.Optional;

/// Log-Int-Softmax of FQ-ViT (Lin et al., IJCAI 2022, equations 17 to 20): I-BERT's exponential,
/// and the 4-bit code `log2(round(sum / exp))` by its leading one, rounded up from `1.5 * 2^f`.
///
/// The published code tells 16 exponents from zero; four bits do, so the last exponent is zero
/// here.
public record LogIntSoftmax() implements SoftmaxForm {
  private static final Encoding.Table ENCODING = LogFamily.LOG2.table(4);
  private static final int ZERO = 15;

  /// What is left of a normalized s64 when only two bits stay.
  private static final int TWO_BITS = ElemType.S64.bits() - 3;

  @Override
  public Probabilities build(LogitRows rows) {
    Value exponential = rows.binary(Binary.Kind.MAX, IntegerExp.at(rows), 1);
    Value sum = rows.repeat(rows.cast(rows.sum(exponential, IntegerExp.ONE), ElemType.S64));
    Value half = rows.binary(Binary.Kind.SHR, exponential, 1);
    Value quotient =
        rows.binary(Binary.Kind.DIV, rows.binary(Binary.Kind.ADD, sum, half), exponential);
    Value floor = rows.unary(Unary.Kind.LEADING_ONE, quotient);
    Value topBits =
        rows.binary(Binary.Kind.SHR, rows.unary(Unary.Kind.NORMALIZE, quotient), TWO_BITS);
    Value exponent = rows.binary(Binary.Kind.ADD, floor, rows.binary(Binary.Kind.SUB, topBits, 2));
    Value codes =
        rows.lookup(
            rows.clamp(exponent, 0, ZERO), new ElemType.CodeType(ENCODING), q -> Math.min(q, ZERO));
    float scale = 1f / NearestCode.largest(ENCODING);
    return new Probabilities(rows.present(codes), scale, Optional.empty());
  }

  @Override
  public String normalization() {
    return "in the codes, by one integer division for each element";
  }
}
