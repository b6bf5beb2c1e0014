package dev.halfbyte.rtl;

/// A pass of one digit of the numbers of octaves.
///
/// @param table what codes stand for
/// @param place which digit to the base 16, 0..3
/// @param weightPlane 0 for the lowest 4 bits of a weight, 1 for the highest
/// @param weightSigned whether weights 8..15 stand for -8..-1
/// @param shift bits by which the sums of the segments before are shifted: 0, 1 or 4
public record OctaveSegment(
    OctaveTable table, int place, int weightPlane, boolean weightSigned, int shift)
    implements Segment {
  public OctaveSegment {
    boolean placed = place >= 0 && place < OctaveTable.DIGITS && weightPlane >>> 1 == 0;
    if (!placed || !SegmentFlags.SHIFTS.contains(shift)) {
      throw new IllegalArgumentException(
          "place %d, plane %d, shift %d".formatted(place, weightPlane, shift));
    }
  }

  @Override
  public int digit(int code) {
    return isIssued(code) ? table.digit(code, place) : 0;
  }

  @Override
  public boolean digitSigned() {
    return false;
  }

  @Override
  public boolean isIssued(int code) {
    return table.isIssued(code, place);
  }
}
