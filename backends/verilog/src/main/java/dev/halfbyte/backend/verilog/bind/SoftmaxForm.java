package dev.halfbyte.backend.verilog.bind;

/// How a softmax on integers is normalized; numerics.md, section 10.
public sealed interface SoftmaxForm {

  /// Codes of the probabilities themselves.
  record Early() implements SoftmaxForm {}

  /// Codes relative to the maximum of the row. What divides by the sum D of their numbers is the
  /// epilogue of a later product, by `(R * ratio) >> drop` with a shift of `e + offset`, where `1/D
  /// ~ R / 2^(16+e)`.
  ///
  /// @param ratio C, 16 bits
  /// @param drop k, 1..16
  /// @param offset 16 + s - k
  /// @param factors where the factors of the rows go
  record Late(int ratio, int drop, int offset, RowFactors factors) implements SoftmaxForm {}
}
