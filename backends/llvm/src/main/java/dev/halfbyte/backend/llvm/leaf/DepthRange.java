package dev.halfbyte.backend.llvm.leaf;

/// A part of the depth, as values of a leaf function.
///
/// @param end exclusive
record DepthRange(String begin, String end) {
  /// The whole depth.
  static final DepthRange WHOLE = new DepthRange("0", "%depth");
}
