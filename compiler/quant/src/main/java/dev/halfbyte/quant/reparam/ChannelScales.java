package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.quant.exact.Rational;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A quantizer with a scale and an offset for each channel, and the one for all channels that gives
/// the same codes.
///
/// The code of a value y of channel c is `z + round((y + offset_c) / (ratio_c * scale))`: `z` and
/// `scale` are those of all channels. Ratios and offsets are binary32 numbers, so the normalization
/// before and the weights behind take them over as exact fractions.
///
/// @param encoding the one encoding of all channels
/// @param scale the common scale
/// @param ratios what each channel is divided by, positive
/// @param offsets what is added to each channel before
/// @param shifted the codes after a shift by the exponents of the ratios, which are powers of two
///   then, without offsets; absent: the weights take the ratios over, in floats, before they get
///   codes
public record ChannelScales(
    Encoding.Affine encoding,
    float scale,
    List<Float> ratios,
    List<Float> offsets,
    Optional<Encoding.Affine> shifted) {
  public ChannelScales {
    ratios = List.copyOf(ratios);
    offsets = List.copyOf(offsets);
    if (ratios.size() != offsets.size()) {
      throw new IllegalArgumentException(ratios.size() + " ratios, " + offsets.size() + " offsets");
    }
  }

  /// Scales whose ratios go into the weights.
  ChannelScales(Encoding.Affine encoding, float scale, List<Float> ratios, List<Float> offsets) {
    this(encoding, scale, ratios, offsets, Optional.empty());
  }

  /// What is added to channel `c` before it is divided by its ratio.
  float offset(int c) {
    return offsets.get(c);
  }

  /// The scale of channel `c`.
  Rational step(int c) {
    return Rational.of(ratios.get(c)).times(Rational.of(scale));
  }

  /// The exponent of the ratio of channel `c`, a power of two.
  int shift(int c) {
    return Math.getExponent(ratios.get(c));
  }

  /// No offset for any channel.
  static List<Float> noOffsets(int channels) {
    return IntStream.range(0, channels).mapToObj(_ -> 0f).toList();
  }

  /// The zero point in the middle of the codes: contractions have nothing to correct for it.
  static Encoding.Affine middle(IntType storage) {
    return new Encoding.Affine(storage, storage.signed() ? 0 : (storage.max() + 1) / 2);
  }

  /// The least number of so many significant bits that is not below `value`.
  static float upToBits(double value, int bits) {
    int exponent = Math.getExponent(value) - bits + 1;
    return (float) Math.scalb(Math.ceil(Math.scalb(value, -exponent)), exponent);
  }
}
