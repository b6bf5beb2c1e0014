package dev.halfbyte.rtl;

import java.util.Optional;

/// How a value (an accumulator or a source element) becomes an output code.
///
/// With `bias`, `multiplier` and `shift` of the value's par record:
///
/// ```
/// y = clamp(zero + (((v + bias) * multiplier + m2 * (r - z2) + 2^(shift-1)) >> shift), lo, hi)
/// ```
///
/// in 64-bit arithmetic that must not overflow, the m2 term only with a residual. With a table the
/// output is `table[y & 255]`. An act destination keeps the low ACT_BITS bits, a res destination
/// all 16. The output may replace the residual in place, and the source of an EW.
///
/// @param destination where the codes go
/// @param outputBase first word written
/// @param zero added after the shift
/// @param lo lower clamp bound
/// @param hi upper clamp bound
/// @param residual second operand from res
/// @param table unary function of the clamped code
public record Epilogue(
    Destination destination,
    int outputBase,
    int zero,
    int lo,
    int hi,
    Optional<Residual> residual,
    Optional<Table> table) {

  /// A second operand read from res.
  ///
  /// @param base res word of the first output word
  /// @param stride words between row blocks (GEMM only)
  /// @param multiplier m2, 0..2^31-1
  /// @param zero z2, subtracted from the element
  public record Residual(int base, int stride, int multiplier, int zero) {}

  /// A table lookup of the clamped code.
  ///
  /// @param id number of the table
  /// @param signed whether a code that goes to res is sign extended
  public record Table(int id, boolean signed) {}
}
