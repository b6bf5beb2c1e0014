package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.quant.annotate.ConstantValues;
import dev.halfbyte.quant.annotate.GroupScales;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.norm.NormalizedRows;

/// What is known about an f32 value of the annotated program while integers take its place.
sealed interface Real {
  /// A float that the caller gives, perhaps moved; or integers that the annotated program computes
  /// already.
  ///
  /// @param value in the new program
  record Given(Value value) implements Real {}

  /// Known at build time.
  record Fixed() implements Real {}

  /// `scale * T(integers)`.
  ///
  /// @param integers codes or plain integers of the new program
  /// @param range of `T(integers)`
  record Scaled(Value integers, ExactNumbers scale, Interval range) implements Real {}

  /// `channel scale * group multiplier * T(codes)` of a constant, whose groups lie along an axis
  /// that is summed over.
  ///
  /// @param codes of the new program
  /// @param constant the codes as data
  record Grouped(String name, Value codes, ConstantValues.Repeated constant, GroupScales scales)
      implements Real {}

  /// `numerator / denominator`, where the denominator of element `i` is `denominators[rows(i)]`.
  ///
  /// @param denominators plain integers of the new program, proven positive
  /// @param rows from the shape of the numerator
  record Divided(Scaled numerator, Value denominators, AccessMap rows) implements Real {}

  /// `max(inner, 0)`, not yet computed: the clamp of a requantizer may do it.
  record Clamped(Scaled inner) implements Real {}

  /// `left + right`, and zero where that is negative if `clamped`.
  record Sum(Scaled left, Scaled right, boolean clamped) implements Real {}

  /// `normal * factor + term`, the normalized rows in as many bits as a quantizer will want.
  ///
  /// @param path of the normalization
  /// @param factor for each channel, of any sign
  record Normalized(String path, NormalizedRows rows, ExactNumbers factor, ExactNumbers term)
      implements Real {}

  /// A function of codes of at most 8 bits.
  ///
  /// @param root the dequantized codes in the annotated program
  record Function(Value root) implements Real {}

  /// Nothing that has an integer form; a diagnostic was reported.
  record Unknown() implements Real {}
}
