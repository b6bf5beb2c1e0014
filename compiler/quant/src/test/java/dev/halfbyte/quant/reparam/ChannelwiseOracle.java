package dev.halfbyte.quant.reparam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.exact.Rational;

/// A quantizer with scale `s_c` and zero point `z_c` for each channel c, the last axis, in exact
/// fractions.
record ChannelwiseOracle(ChannelScales scales) {
  private int channels() {
    return scales.ratios().size();
  }

  Rational step(int channel) {
    return scales.step(channel);
  }

  private long zero(int channel) {
    Rational shift = Rational.of(scales.offset(channel)).dividedBy(step(channel));
    assertEquals(Rational.of(shift.round().longValueExact()), shift, "a whole zero point");
    return scales.encoding().zeroPoint() + shift.round().longValueExact();
  }

  private long code(int channel, long rounded) {
    IntType storage = scales.encoding().storage();
    return Math.clamp(zero(channel) + rounded, storage.min(), storage.max());
  }

  /// Float codes are these, unless a value is within the rounding of floats of a tie.
  void assertSameCodes(Tensor values, Tensor codes) {
    for (int i = 0; i < values.count(); i++) {
      int channel = i % channels();
      Rational steps = Rational.of(values.floatAt(i)).dividedBy(step(channel));
      long expected = code(channel, steps.round().longValueExact());
      double part = steps.approximate() - Math.floor(steps.approximate());
      boolean tie = Math.abs(part - 0.5) < 1e-4;
      assertTrue(expected == codes.longAt(i) || tie, steps + " became " + codes.longAt(i));
    }
  }

  /// Integer codes of normalized rows are exactly these.
  ///
  /// @param normal `z` with `fractionBits` fraction bits
  /// @param shift of the last rounding
  void assertSameCodes(
      Tensor normal, int fractionBits, Tensor gamma, Tensor beta, int shift, Tensor codes) {
    for (int i = 0; i < normal.count(); i++) {
      int channel = i % channels();
      Rational factor = Rational.of(gamma.floatAt(channel)).dividedBy(step(channel));
      Rational term = Rational.of(beta.floatAt(channel)).dividedBy(step(channel));
      long g = factor.scaleByPowerOfTwo(shift - fractionBits).round().longValueExact();
      long b = term.scaleByPowerOfTwo(shift).round().longValueExact();
      long rounded = (normal.longAt(i) * g + b + (1L << (shift - 1))) >> shift;
      assertEquals(code(channel, rounded), codes.longAt(i), "element " + i);
    }
  }
}
