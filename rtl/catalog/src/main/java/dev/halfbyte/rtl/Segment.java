package dev.halfbyte.rtl;

/// One pass of a row over the array of 4 x 4 bit products: what each act code multiplies by, and
/// which bits of the weights.
public sealed interface Segment permits DigitSegment, OctaveSegment {
  /// Returns the digit of a code as it stands in act, 0..15.
  int digit(int code);

  /// Returns whether digits 8..15 stand for -8..-1.
  boolean digitSigned();

  /// Returns whether a code is issued to the array; if not, its digit is 0.
  boolean isIssued(int code);

  /// Returns 0 for the lowest 4 bits of a weight, 1 for the highest.
  int weightPlane();

  /// Returns whether weights 8..15 stand for -8..-1.
  boolean weightSigned();

  /// Returns the bits by which the sums of the segments before are shifted: 0, 1 or 4.
  int shift();

  /// Returns the number by which a code multiplies the weight.
  default int number(int code) {
    return extended(digit(code), digitSigned());
  }

  /// Returns the number of the four bits of a weight.
  default int weight(int bits) {
    return extended(bits, weightSigned());
  }

  private static int extended(int bits, boolean signed) {
    return signed && bits >= DigitSegment.CODES / 2 ? bits - DigitSegment.CODES : bits;
  }
}
