package dev.halfbyte.quant.calibrate;

/// Which ranges the codes of a value can have.
enum CodeForm {
  /// Those that hold zero, which has a code of its own.
  THROUGH_ZERO,
  /// Any, as what is particular to a channel moves into its neighbours.
  ANYWHERE,
  /// Those with zero in the middle.
  SYMMETRIC
}
