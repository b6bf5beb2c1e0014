package dev.halfbyte.quant.softmax;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;

/// The integer exponential of I-BERT (Kim et al., ICML 2021, equations 13 and 14, algorithm 2) of
/// logits less their maximum, with the coefficients of its published code.
///
/// `exp(x) = L(p) >> z` for `x = p - z ln 2`, `L(p) = 0.35815147 (p + 1.3537)^2 + 0.344` written as
/// `a (p^2 + (b/a) p + 1/a)`; z is at most 30.
final class IntegerExp {
  private static final double SQUARE = 0.35815147;
  private static final double LINEAR = 0.96963238;
  private static final int MOST_SHIFTS = 30;

  /// `ln 2` in units of logits, `floor(-0.6931 / unit)` without its sign.
  private static final int PERIOD = (int) Math.ceil(0.6931 / LogitRows.UNIT);

  private static final long B = (long) Math.floor(LINEAR / SQUARE / LogitRows.UNIT);
  private static final long C = (long) Math.floor(1 / SQUARE / (LogitRows.UNIT * LogitRows.UNIT));

  /// The exponential of 0.
  static final long ONE = C << MOST_SHIFTS;

  private IntegerExp() {}

  /// The exponential of each logit less the maximum of its row, s64, in units of `1 / ONE`.
  static Value at(LogitRows rows) {
    Value distance = rows.cast(rows.distance((long) MOST_SHIFTS * PERIOD), ElemType.S64);
    Value shifts = rows.binary(Binary.Kind.DIV, distance, PERIOD);
    Value whole = rows.binary(Binary.Kind.MUL, shifts, PERIOD);
    // The rest is inside by construction, which intervals cannot see.
    Value rest = rows.clamp(rows.binary(Binary.Kind.SUB, distance, whole), 0, PERIOD - 1L);
    // With p = -rest: (p + b) p + c.
    Value inner = rows.binary(Binary.Kind.SUB, B, rest);
    Value falling = rows.binary(Binary.Kind.MUL, inner, rest);
    Value polynomial = rows.binary(Binary.Kind.SUB, C, falling);
    Value amount = rows.binary(Binary.Kind.SUB, MOST_SHIFTS, shifts);
    return rows.binary(Binary.Kind.SHL, polynomial, amount);
  }
}
