package dev.halfbyte.ir.op;

/// The order in which a float reduction adds; part of the sealed program (numerics.md, section
/// Reductions). Integers are exact, so there it has no effect.
public enum Order {
  /// One accumulator, ascending, with fma for products.
  SERIAL,
  /// Sixteen accumulators, element `k` into accumulator `k mod 16`, then a fixed tree.
  LANES16
}
