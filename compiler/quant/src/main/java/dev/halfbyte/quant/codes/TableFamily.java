package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.Encoding;

/// A family whose array follows from the width of the codes alone.
public sealed interface TableFamily extends CodeFamily
    permits LogFamily, Fp4Family, BinaryFamily, TernaryFamily {
  /// Whether there are such codes of so many bits.
  boolean hasWidth(int bits);

  /// The array for codes of `bits`. The largest entry stands at one code only; one is 0, except for
  /// signs.
  ///
  /// @throws IllegalArgumentException unless [#hasWidth]
  Encoding.Table table(int bits);

  /// Whether entries of both signs exist.
  boolean signed();

  /// Whether there are so few codes that their scale is far below the largest value: then ranges
  /// are those for codes of this width, not for the wider codes that the table reads.
  default boolean fewCodes() {
    return false;
  }
}
