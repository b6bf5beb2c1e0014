package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.exact.Rational;
import dev.halfbyte.quant.policy.CommonScale;
import dev.halfbyte.source.CompilerBug;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A quantizer with a scale and a zero point for each channel, and the one for all channels that
/// gives the same codes (Li et al., RepQ-ViT, ICCV 2023).
///
/// Channel c has scale `s_c = scale * ratio_c` and zero point `z_c = z + shift_c`, so that `z_c + y
/// / s_c = z + ((y + offset_c) / ratio_c) / scale` with `offset_c = shift_c * s_c`. Ratios and the
/// common scale have few significant bits, which makes every offset an exact binary32 number:
/// nothing is rounded between the two sides of that equation. The common zero point is the middle
/// of the codes: then contractions have nothing to correct for it.
///
/// @param encoding the one encoding of all channels
/// @param scale the common scale
/// @param ratios `s_c / scale`
/// @param shifts `z_c - z`
public record ChannelScales(
    Encoding.Affine encoding, float scale, List<Float> ratios, List<Integer> shifts) {
  private static final int SCALE_BITS = 4;
  private static final int RATIO_BITS = 8;

  /// With it, zero points and their differences have at most 12 bits.
  private static final double LEAST_STEP = 0x1p-11;

  /// Channels whose step is smaller still are zeros to every code of the others' scale.
  private static final double LEAST_RATIO = 0x1p-20;

  public ChannelScales {
    ratios = List.copyOf(ratios);
    shifts = List.copyOf(shifts);
  }

  /// Scales that cover `channels` with all codes of `storage`.
  ///
  /// A channel whose values differ by less than 2^-11 of their magnitude is scaled by that
  /// magnitude; one of zeros, or of numbers a million times smaller than the others, gets the
  /// common scale.
  public static ChannelScales of(List<Bounds> channels, IntType storage, CommonScale common) {
    double levels = storage.max() - storage.min();
    double[] steps = channels.stream().mapToDouble(channel -> step(channel, levels)).toArray();
    double[] some = Arrays.stream(steps).filter(step -> step > 0).sorted().toArray();
    double middle = some.length == 0 ? 1 : common(some, common);
    float scale = upToBits(Math.max(middle, 0x1p-100), SCALE_BITS);
    float[] ratios = new float[steps.length];
    long[] zeros = new long[steps.length];
    for (int c = 0; c < steps.length; c++) {
      ratios[c] = steps[c] > scale * LEAST_RATIO ? upToBits(steps[c] / scale, RATIO_BITS) : 1f;
      double own = (double) ratios[c] * scale;
      zeros[c] = storage.min() - Math.round(channels.get(c).lo() / own);
    }
    long zero = storage.signed() ? 0 : (storage.max() + 1) / 2;
    return new ChannelScales(
        new Encoding.Affine(storage, zero),
        scale,
        IntStream.range(0, ratios.length).mapToObj(c -> ratios[c]).toList(),
        Arrays.stream(zeros).mapToObj(z -> Math.toIntExact(z - zero)).toList());
  }

  private static double step(Bounds channel, double levels) {
    double width = (double) channel.hi() - channel.lo();
    double magnitude = Math.max(Math.abs((double) channel.lo()), Math.abs((double) channel.hi()));
    return Math.max(width / levels, magnitude * LEAST_STEP);
  }

  private static double common(double[] ascending, CommonScale common) {
    return switch (common) {
      case MEAN, NONE -> Arrays.stream(ascending).average().orElseThrow();
      case MEDIAN -> (ascending[(ascending.length - 1) / 2] + ascending[ascending.length / 2]) / 2;
    };
  }

  /// The least number of so many significant bits that is not below `value`.
  private static float upToBits(double value, int bits) {
    int exponent = Math.getExponent(value) - bits + 1;
    return (float) Math.scalb(Math.ceil(Math.scalb(value, -exponent)), exponent);
  }

  /// What is added to channel `c` before it is divided by its ratio.
  float offset(int c) {
    Rational exact =
        Rational.of(shifts.get(c)).times(Rational.of(ratios.get(c))).times(Rational.of(scale));
    float offset = shifts.get(c) * ratios.get(c) * scale;
    if (!Rational.of(offset).equals(exact)) {
      throw new CompilerBug("codes would change: offset " + offset + " is not " + exact);
    }
    return offset;
  }
}
