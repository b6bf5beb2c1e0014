package dev.halfbyte.quant.softmax;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import java.util.Optional;

/// Shiftmax of I-ViT (Li and Gu, ICCV 2023, equations 10 to 14): `exp(x) = 2^(x log2 e)` with `log2
/// e ~ 1 + 1/2 - 1/16`, the fraction of the exponent linear, as in its published code. Codes are in
/// units of 2^-7.
public record Shiftmax() implements SoftmaxForm {
  private static final int MOST_SHIFTS = 15;
  private static final long LARGEST_SUM = Integer.MAX_VALUE;
  private static final int OUTPUT_SHIFT = 24;

  /// `floor(-1 / unit)` without its sign: an octave, in units of logits.
  private static final int PERIOD = (int) Math.ceil(1 / LogitRows.UNIT);

  /// Beyond, exponents are cut off anyway.
  private static final int FARTHEST = 4095;

  @Override
  public Probabilities build(LogitRows rows) {
    Value exponential = exponential(rows);
    Value terms = rows.cast(rows.sum(exponential, PERIOD << MOST_SHIFTS), ElemType.S64);
    Value sum = rows.clamp(terms, 1, LARGEST_SUM);
    Value factor = rows.repeat(rows.binary(Binary.Kind.DIV, LARGEST_SUM, sum));
    Value product = rows.binary(Binary.Kind.MUL, rows.cast(exponential, ElemType.S64), factor);
    Value scaled = rows.binary(Binary.Kind.SHR, product, OUTPUT_SHIFT);
    Value codes = rows.asCodes(rows.clamp(scaled, 0, ElemType.U8.max()));
    return new Probabilities(rows.present(codes), 0x1p-7f, Optional.empty());
  }

  /// `(rest / 2 + period) << (15 - quotient)`, s32.
  private static Value exponential(LogitRows rows) {
    Value x = rows.binary(Binary.Kind.SUB, 0, rows.distance(FARTHEST));
    Value more = rows.binary(Binary.Kind.ADD, x, rows.binary(Binary.Kind.SHR, x, 1));
    Value scaled = rows.binary(Binary.Kind.SUB, more, rows.binary(Binary.Kind.SHR, x, 4));
    Value depth = rows.binary(Binary.Kind.SUB, 0, scaled);
    Value distance = rows.clamp(depth, 0, (long) MOST_SHIFTS * PERIOD);
    Value quotient = rows.binary(Binary.Kind.DIV, distance, PERIOD);
    Value whole = rows.binary(Binary.Kind.MUL, quotient, PERIOD);
    Value rest = rows.binary(Binary.Kind.SUB, whole, distance);
    // Inside by construction, which intervals cannot see.
    Value twice =
        rows.clamp(rows.binary(Binary.Kind.ADD, rest, 2L * PERIOD), PERIOD + 1L, 2L * PERIOD);
    Value amount = rows.binary(Binary.Kind.SUB, MOST_SHIFTS, quotient);
    return rows.binary(Binary.Kind.SHR, rows.binary(Binary.Kind.SHL, twice, amount), 1);
  }

  @Override
  public String normalization() {
    return "before the codes, by the reciprocal floor((2^31 - 1) / sum)";
  }
}
