package dev.halfbyte.ir.op;

/// The order in which a float reduction adds; part of the sealed program (numerics.md, section
/// Reductions). Integers are exact, so there it has no effect.
public enum Order {
  /// One accumulator, ascending, with fma for products.
  SERIAL,
  /// Sixteen accumulators, element `k` into accumulator `k mod 16`, then a fixed tree.
  LANES16,
  /// Blocks of [#BLOCK] elements, each as `LANES16`, their results joined one after the other: the
  /// error of a sum no longer grows with its length. For a `reduce` along one axis.
  BLOCKS16;

  /// Elements of a block.
  public static final int BLOCK = 4096;
}
