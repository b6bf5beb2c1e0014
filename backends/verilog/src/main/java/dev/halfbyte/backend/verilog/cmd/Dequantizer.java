package dev.halfbyte.backend.verilog.cmd;

/// How the host turns a code that it read from the out stream into f32: `(float) (code - zero) *
/// scale`, both roundings to nearest even.
///
/// @param scaleBits binary32 bits of the scale
/// @param zero code of real zero
public record Dequantizer(int scaleBits, int zero) {

  /// Returns the real value of `code`.
  public float value(int code) {
    return (float) (code - zero) * Float.intBitsToFloat(scaleBits);
  }
}
