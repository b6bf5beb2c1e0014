package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.policy.CommonScale;
import java.util.List;

/// Codes symmetric around the middle of each channel's range (Wang et al., OutlierTune, 2024): `y =
/// s_c q + t_c` with `t_c` the middle and `s_c` half the width over the largest code.
///
/// The middles leave the normalization and go into biases, the scales into the weights before these
/// get codes. In what `s_c` are counted is no matter, as weights have a scale per output: the
/// median serves.
final class MidpointScales {
  private MidpointScales() {}

  static ChannelScales of(List<Bounds> channels, IntType storage) {
    double levels = storage.max() - storage.min() - 1.0;
    RepqScales.Ladder ladder =
        RepqScales.Ladder.of(channels, Math.max(1, levels), CommonScale.MEDIAN);
    List<Float> offsets =
        channels.stream()
            .map(channel -> (float) (-((double) channel.lo() + channel.hi()) / 2))
            .toList();
    return new ChannelScales(
        ChannelScales.middle(storage), ladder.scale(), ladder.ratios(), offsets);
  }
}
