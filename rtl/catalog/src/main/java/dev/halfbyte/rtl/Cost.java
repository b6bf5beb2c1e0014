package dev.halfbyte.rtl;

/// What a command takes: exact where all that decides on it is known.
///
/// @param busyCycles cycles in which its unit and its resources are busy
/// @param firstPass of a GEMM on a row engine, cycles of its first pass; else 0
/// @param macs multiply-accumulates as the MACS counter counts them
/// @param skipped those that were left out as their code is zero, as the SKIPPED counter counts
///   them
public record Cost(long busyCycles, long firstPass, long macs, long skipped) {
  /// Returns the cost of a command that multiplies nothing.
  static Cost busy(long cycles) {
    return new Cost(cycles, 0, 0, 0);
  }
}
