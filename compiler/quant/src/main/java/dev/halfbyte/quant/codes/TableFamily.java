package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.Encoding;

/// A family whose array follows from the width of the codes alone.
public sealed interface TableFamily extends CodeFamily permits LogFamily, Fp4Family {
  /// Whether there are such codes of so many bits.
  boolean hasWidth(int bits);

  /// The array for codes of `bits`; at least one entry is 0, the largest stands at one code only.
  ///
  /// @throws IllegalArgumentException unless [#hasWidth]
  Encoding.Table table(int bits);

  /// Whether entries of both signs exist.
  boolean signed();
}
