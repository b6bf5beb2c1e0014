package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.ElemType.IntType;

/// Codes of an array that is written down, in contrast to affine ones.
public sealed interface ArrayFamily extends CodeFamily permits TableFamily, SearchedFamily {
  /// Whether there are such codes of so many bits.
  boolean hasWidth(int bits);

  /// Whether entries of both signs exist.
  boolean signed();

  /// Whether the codes may be called by this type. An array has one storage, unsigned, either way.
  default boolean takes(IntType storage) {
    return hasWidth(storage.bits()) && !storage.signed();
  }

  /// Whether there are so few codes that their scale is far below the largest value: then ranges
  /// are those for codes of this width, not for the wider codes that the table reads.
  default boolean fewCodes() {
    return false;
  }
}
