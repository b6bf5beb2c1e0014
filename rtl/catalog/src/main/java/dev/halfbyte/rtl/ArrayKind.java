package dev.halfbyte.rtl;

import java.util.Arrays;
import java.util.Optional;

/// What the array computes from an act code and a weight; the parameter ARRAY of `hb_accel`.
public enum ArrayKind {
  /// A multiplier a cell; codes stand for themselves.
  MULTIPLY(0),
  /// A multiplier a cell, one bit wider, with the decode table in front: a GEMM takes codes for
  /// themselves, or for the numbers of the table.
  DECODE(1),
  /// A shifter and two sums a cell, no multiplier, with the decode table in front.
  SHIFT(2),
  /// Multipliers of 4-bit digits for one row at a time, whose zeros are skipped; wider codes and
  /// code tables pass in several [DigitPlanes].
  ROW(3);

  private final int code;

  ArrayKind(int code) {
    this.code = code;
  }

  /// Returns the value of the parameter.
  public int code() {
    return code;
  }

  /// Returns the kind with this code, if there is one.
  public static Optional<ArrayKind> ofCode(int code) {
    return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
  }
}
