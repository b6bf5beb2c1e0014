package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.policy.ReparamMethod.Trip;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Scales of channels that are powers of two times the least of them, one zero point for all (Lin
/// et al., FQ-ViT, IJCAI 2022; Shen et al., Agile-Quant, AAAI 2024).
///
/// The channel that needs the widest step gets `2^most`. The publications choose each exponent by
/// the squared error over the samples. Here the range of a channel is that choice already, made
/// among percentiles, so a channel gets the least power that reaches all but [#CUT] of it.
final class TripScales {
  /// What a range may exceed the codes by, as a binary logarithm: its ends are rare.
  private static final double CUT = 0.25;

  private TripScales() {}

  static ChannelScales of(List<Bounds> channels, IntType storage, Trip method) {
    Encoding.Affine encoding = ChannelScales.middle(storage);
    double[] steps = channels.stream().mapToDouble(channel -> step(channel, encoding)).toArray();
    double widest = 0;
    for (double step : steps) {
      widest = Math.max(widest, step);
    }
    double least = widest == 0 ? 1 : Math.max(Math.scalb(widest, -method.most()), 0x1p-100);
    int[] powers = new int[steps.length];
    for (int c = 0; c < steps.length; c++) {
      powers[c] = power(steps[c] / least, method.most());
    }
    // Where all channels are wide, the least scale is theirs.
    int common = IntStream.of(powers).min().orElse(0);
    List<Float> ratios =
        IntStream.of(powers).mapToObj(power -> Math.scalb(1f, power - common)).toList();
    return new ChannelScales(
        encoding,
        (float) Math.scalb(least, common),
        ratios,
        ChannelScales.noOffsets(steps.length),
        switch (method.into()) {
          case CODES -> Optional.of(shifted(storage, method.most()));
          case WEIGHTS -> Optional.empty();
        });
  }

  /// What holds codes of `storage` shifted by up to `most`: by the method alone, so all iterations
  /// of a scan have the same.
  private static Encoding.Affine shifted(IntType storage, int most) {
    return new Encoding.Affine(storage.bits() + most <= 8 ? ElemType.S8 : ElemType.S16, 0);
  }

  /// The step with which the codes reach both ends.
  private static double step(Bounds channel, Encoding.Affine encoding) {
    IntType storage = encoding.storage();
    double up = channel.hi() / (double) Math.max(1, storage.max() - encoding.zeroPoint());
    double down = -channel.lo() / (double) Math.max(1, encoding.zeroPoint() - storage.min());
    return Math.max(0, Math.max(up, down));
  }

  private static int power(double steps, int most) {
    if (steps <= 1) {
      return 0;
    }
    double exponent = Math.ceil(Math.log(steps) / Math.log(2) - CUT);
    return (int) Math.clamp(exponent, 0.0, (double) most);
  }
}
