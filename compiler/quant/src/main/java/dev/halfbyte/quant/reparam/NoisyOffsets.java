package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.quant.annotate.AffineFit;
import dev.halfbyte.quant.annotate.CodeChoice;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.policy.ReparamMethod.Noisy;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// A fixed number for each channel, drawn once, added before codes are rounded (Liu et al.,
/// NoisyQuant, CVPR 2023): it moves values off the middle of steps where many lie there.
///
/// `sum W y = sum W (y + n) - sum W n`: the second sum is a bias.
final class NoisyOffsets {
  private NoisyOffsets() {}

  /// @param range of all channels
  /// @param channels how many there are
  static ChannelScales of(Bounds range, int channels, IntType storage, Noisy method) {
    CodeChoice codes = AffineFit.affine(range, storage);
    SplittableRandom random = new SplittableRandom(method.seed());
    double reach = method.amplitude() * codes.scale();
    List<Float> offsets =
        Stream.generate(() -> (float) ((2 * random.nextDouble() - 1) * reach))
            .limit(channels)
            .toList();
    return new ChannelScales(
        codes.encoding(), codes.scale(), Collections.nCopies(channels, 1f), offsets);
  }
}
