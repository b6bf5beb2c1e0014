package dev.halfbyte.rtl;

import java.util.List;
import java.util.stream.IntStream;

/// A pass of 4 bits of each act code, which stand for a digit of a table.
///
/// @param digits the digit of each value of 4 bits, 0..15; codes with digit 0 are skipped
/// @param actPlane 0 for the lowest 4 bits of a code, 1 for the highest, which only ACT_BITS = 8
///   has
/// @param weightPlane 0 for the lowest 4 bits of a weight, 1 for the highest
/// @param digitSigned whether digits 8..15 stand for -8..-1
/// @param weightSigned whether weights 8..15 stand for -8..-1
/// @param shift bits by which the sums of the segments before are shifted: 0, 1 or 4
public record DigitSegment(
    List<Integer> digits,
    int actPlane,
    int weightPlane,
    boolean digitSigned,
    boolean weightSigned,
    int shift)
    implements Segment {
  /// Number of values of 4 bits.
  public static final int CODES = 16;

  private static final int PLANE_BITS = 4;

  public DigitSegment {
    digits = List.copyOf(digits);
    if (digits.size() != CODES || digits.stream().anyMatch(digit -> digit >>> PLANE_BITS != 0)) {
      throw new IllegalArgumentException("digits " + digits);
    }
    if (actPlane >>> 1 != 0 || weightPlane >>> 1 != 0 || !SegmentFlags.SHIFTS.contains(shift)) {
      throw new IllegalArgumentException(
          "planes %d, %d, shift %d".formatted(actPlane, weightPlane, shift));
    }
  }

  /// Returns the segment whose digits are the bits of the codes.
  public static DigitSegment ofCodes(
      int actPlane, int weightPlane, boolean digitSigned, boolean weightSigned, int shift) {
    List<Integer> codes = IntStream.range(0, CODES).boxed().toList();
    return new DigitSegment(codes, actPlane, weightPlane, digitSigned, weightSigned, shift);
  }

  @Override
  public int digit(int code) {
    return digits.get(code >> PLANE_BITS * actPlane & CODES - 1);
  }

  @Override
  public boolean isIssued(int code) {
    return digit(code) != 0;
  }
}
