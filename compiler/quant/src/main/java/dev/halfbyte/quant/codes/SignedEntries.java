package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import java.util.ArrayList;
import java.util.List;

/// Arrays in which the top bit of a code is its sign.
final class SignedEntries {
  private SignedEntries() {}

  /// `magnitudes`, then the same below zero.
  static Encoding.Table mirrored(List<Long> magnitudes) {
    return of(magnitudes, magnitudes);
  }

  /// `above`, then `below` negated; both of `2^(bits - 1)` entries.
  static Encoding.Table of(List<Long> above, List<Long> below) {
    List<Long> entries = new ArrayList<>(above);
    below.forEach(magnitude -> entries.add(-magnitude));
    int bits = Integer.numberOfTrailingZeros(entries.size());
    return new Encoding.Table(new IntType(bits, false), entries);
  }
}
