package dev.halfbyte.rtl;

import java.util.List;
import java.util.stream.IntStream;

/// One pass of a row over the array of 4 x 4 bit products: what each act code multiplies by, and
/// which bits of the weights.
///
/// @param digits the digit of each of the 16 codes, 0..15; codes with digit 0 are skipped
/// @param actPlane 0, or 1 for the act words behind those of plane 0
/// @param weightPlane 0, or 1 for the weight words behind those of plane 0
/// @param digitSigned whether digits 8..15 stand for -8..-1
/// @param weightSigned whether weights 8..15 stand for -8..-1
/// @param shift bits by which the sums of the segments before are shifted: 0, 1 or 4
public record DigitSegment(
    List<Integer> digits,
    int actPlane,
    int weightPlane,
    boolean digitSigned,
    boolean weightSigned,
    int shift) {
  /// Number of codes.
  public static final int CODES = 16;

  /// Bits of a segment in the word of [DigitPlanes]; the digits come first.
  public static final int BITS = 72;

  private static final List<Integer> SHIFTS = List.of(0, 1, 4);

  public DigitSegment {
    digits = List.copyOf(digits);
    if (digits.size() != CODES || digits.stream().anyMatch(digit -> digit >>> 4 != 0)) {
      throw new IllegalArgumentException("digits " + digits);
    }
    if (actPlane >>> 1 != 0 || weightPlane >>> 1 != 0 || !SHIFTS.contains(shift)) {
      throw new IllegalArgumentException(
          "planes %d, %d, shift %d".formatted(actPlane, weightPlane, shift));
    }
  }

  /// Returns the segment whose digits are the codes.
  public static DigitSegment ofCodes(
      int actPlane, int weightPlane, boolean digitSigned, boolean weightSigned, int shift) {
    List<Integer> codes = IntStream.range(0, CODES).boxed().toList();
    return new DigitSegment(codes, actPlane, weightPlane, digitSigned, weightSigned, shift);
  }

  /// Returns the segment with these [#flags].
  static DigitSegment ofFlags(List<Integer> digits, int flags) {
    return new DigitSegment(
        digits,
        flags & 1,
        flags >> 1 & 1,
        (flags >> 2 & 1) != 0,
        (flags >> 3 & 1) != 0,
        SHIFTS.get(flags >> 4));
  }

  /// Returns whether a code is issued to the array.
  public boolean isIssued(int code) {
    return digits.get(code) != 0;
  }

  /// Returns the number by which a code multiplies the weight.
  public int number(int code) {
    return extended(digits.get(code), digitSigned);
  }

  /// Returns the number of the four bits of a weight.
  public int weight(int bits) {
    return extended(bits, weightSigned);
  }

  /// Returns the flags behind the digits.
  int flags() {
    return actPlane
        | weightPlane << 1
        | (digitSigned ? 1 << 2 : 0)
        | (weightSigned ? 1 << 3 : 0)
        | SHIFTS.indexOf(shift) << 4;
  }

  private static int extended(int bits, boolean signed) {
    return signed && bits >= CODES / 2 ? bits - CODES : bits;
  }
}
