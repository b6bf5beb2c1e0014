package dev.halfbyte.backend.verilog.bind;

/// The constants of a norm of rows on integers, by their names in numerics.md, section 8.
///
/// @param kind whether the mean is taken off
/// @param rootBits B, 12 or 16
/// @param fractionBits F
/// @param shift t
/// @param guard e0, at least 1
/// @param gains G of each column, s16
/// @param biases B of each column, s32
public record NormForm(
    Kind kind,
    int rootBits,
    int fractionBits,
    int shift,
    long guard,
    Channels gains,
    Channels biases) {

  /// Which norm.
  public enum Kind {
    LAYER,
    RMS
  }
}
