package dev.halfbyte.rtl;

import java.util.List;

/// How a segment stands in the word of [DigitPlanes], but for its digits.
///
/// @param table number of the table of digits, or the place of a digit of octaves
/// @param actPlane which 4 bits of the codes
/// @param weightPlane which 4 bits of the weights
/// @param weightSigned whether these are signed
/// @param shift 0, 1, 4
record SegmentFlags(int table, int actPlane, int weightPlane, boolean weightSigned, int shift) {
  /// Bits of the flags.
  static final int BITS = 7;

  /// By how much sums can be shifted, in the order of their codes.
  static final List<Integer> SHIFTS = List.of(0, 1, 4);

  /// Flags of a place without a segment.
  static final int NONE = 3 << 5;

  /// Returns whether flags are those of a segment.
  static boolean exist(int flags) {
    return (flags & NONE) != NONE;
  }

  /// Returns what flags say; without a segment, what the engine takes them for.
  static SegmentFlags of(int flags) {
    return new SegmentFlags(
        flags & 3,
        flags >> 2 & 1,
        flags >> 3 & 1,
        (flags >> 4 & 1) != 0,
        SHIFTS.get(Math.min(flags >> 5, SHIFTS.size() - 1)));
  }

  int bits() {
    return table
        | actPlane << 2
        | weightPlane << 3
        | (weightSigned ? 1 << 4 : 0)
        | SHIFTS.indexOf(shift) << 5;
  }
}
