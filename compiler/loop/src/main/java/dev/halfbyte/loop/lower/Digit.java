package dev.halfbyte.loop.lower;

/// A part of a number in base 256, as a leaf reads it: `part = memory - center`, worth `part *
/// 2^shift`.
///
/// @param least and `most` value of the part
record Digit(int shift, long center, long least, long most) {
  static final int BITS = 8;

  /// The largest unsigned digit.
  static final int LOW = (1 << BITS) - 1;

  /// The largest magnitude of the part.
  long magnitude() {
    return Math.max(-least, most);
  }

  /// The largest magnitude in memory, where a masked element is the center.
  long stored() {
    return Math.max(Math.abs(center), Math.max(Math.abs(least + center), Math.abs(most + center)));
  }

  /// True where the part is `BITS` unsigned bits of the number, perhaps with others above it.
  boolean isLow() {
    return least == 0 && most == LOW;
  }

  /// The part of `number`, not yet moved by `center`.
  long of(long number) {
    return isLow() ? number >> shift & LOW : number >> shift;
  }
}
