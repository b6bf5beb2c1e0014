package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.exact.Rational;
import dev.halfbyte.quant.policy.CommonScale;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A scale `s_c` and a zero point `z_c` for each channel (Li et al., RepQ-ViT, ICCV 2023).
///
/// `z_c + y / s_c = z + ((y + offset_c) / ratio_c) / scale` with `s_c = scale * ratio_c` and
/// `offset_c = (z_c - z) * s_c`. Ratios and the common scale have few significant bits, which makes
/// every offset an exact binary32 number: nothing is rounded between the two sides of that
/// equation.
final class RepqScales {
  private static final int SCALE_BITS = 4;
  private static final int RATIO_BITS = 8;

  /// With it, zero points and their differences have at most 12 bits.
  private static final double LEAST_STEP = 0x1p-11;

  /// Channels whose step is smaller still are zeros to every code of the others' scale.
  private static final double LEAST_RATIO = 0x1p-20;

  private RepqScales() {}

  /// Scales that cover `channels` with all codes of `storage`.
  ///
  /// A channel whose values differ by less than 2^-11 of their magnitude is scaled by that
  /// magnitude; one of zeros, or of numbers a million times smaller than the others, gets the
  /// common scale.
  static ChannelScales of(List<Bounds> channels, IntType storage, CommonScale common) {
    double levels = storage.max() - storage.min();
    Ladder ladder = Ladder.of(channels, levels, common);
    Encoding.Affine encoding = ChannelScales.middle(storage);
    List<Float> offsets = new ArrayList<>();
    for (int c = 0; c < channels.size(); c++) {
      float ratio = ladder.ratios().get(c);
      double own = (double) ratio * ladder.scale();
      long zero = storage.min() - Math.round(channels.get(c).lo() / own);
      offsets.add(offset(Math.toIntExact(zero - encoding.zeroPoint()), ratio, ladder.scale()));
    }
    return new ChannelScales(encoding, ladder.scale(), ladder.ratios(), offsets);
  }

  /// A common scale, and what that of each channel is times it.
  record Ladder(float scale, List<Float> ratios) {
    Ladder {
      ratios = List.copyOf(ratios);
    }

    /// Steps of `levels` over the width of each channel.
    static Ladder of(List<Bounds> channels, double levels, CommonScale common) {
      double[] steps = channels.stream().mapToDouble(channel -> step(channel, levels)).toArray();
      double[] some = Arrays.stream(steps).filter(step -> step > 0).sorted().toArray();
      double middle = some.length == 0 ? 1 : common(some, common);
      float scale = ChannelScales.upToBits(Math.max(middle, 0x1p-100), SCALE_BITS);
      List<Float> ratios = new ArrayList<>();
      for (double step : steps) {
        boolean own = step > scale * LEAST_RATIO;
        ratios.add(own ? ChannelScales.upToBits(step / scale, RATIO_BITS) : 1f);
      }
      return new Ladder(scale, ratios);
    }
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

  private static float offset(int shift, float ratio, float scale) {
    Rational exact = Rational.of(shift).times(Rational.of(ratio)).times(Rational.of(scale));
    float offset = shift * ratio * scale;
    if (!Rational.of(offset).equals(exact)) {
      throw new CompilerBug("codes would change: offset " + offset + " is not " + exact);
    }
    return offset;
  }
}
