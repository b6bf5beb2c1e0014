package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.ElemType.IntType;

/// What the epilogue adds after the shift and where it saturates.
///
/// @param zero added after the shift
/// @param lo lower bound
/// @param hi upper bound
public record Clamp(int zero, int lo, int hi) {

  /// Returns the clamp of an affine encoding: all codes of its storage.
  static Clamp of(IntType storage, long zero) {
    return new Clamp((int) zero, (int) storage.min(), (int) storage.max());
  }

  /// Returns `y -> max(this(y), bound)` as one clamp.
  Clamp atLeast(int bound) {
    return new Clamp(zero, Math.max(lo, bound), Math.max(hi, bound));
  }

  /// Returns `y -> min(this(y), bound)` as one clamp.
  Clamp atMost(int bound) {
    return new Clamp(zero, Math.min(lo, bound), Math.min(hi, bound));
  }

  /// Returns the code of an exact 64-bit `(product + 2^(shift-1)) >> shift`.
  int apply(long product, int shift) {
    long rounded = (product + (1L << (shift - 1))) >> shift;
    return (int) Math.clamp(zero + rounded, (long) lo, hi);
  }
}
