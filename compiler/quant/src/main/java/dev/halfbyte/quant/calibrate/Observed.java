package dev.halfbyte.quant.calibrate;

import dev.halfbyte.quant.policy.CalibrationPlan;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;

/// The values of one tensor over samples, and those of its channels where their scales are wanted.
final class Observed {
  /// Buckets of channels are at most 1/32 of their values wide: there are many of them.
  private static final int CHANNEL_FRACTION_BITS = 5;

  private final FloatHistogram all = new FloatHistogram();
  private final List<FloatHistogram> channels;

  /// @param channels extent of the last axis, 0 where channels are not told apart
  Observed(int channels) {
    this.channels =
        Stream.generate(() -> new FloatHistogram(CHANNEL_FRACTION_BITS)).limit(channels).toList();
  }

  /// Counts row-major element `index` of a sample.
  void add(int index, float value) {
    all.add(value);
    if (!channels.isEmpty()) {
      channels.get(index % channels.size()).add(value);
    }
  }

  void merge(Observed other) {
    all.merge(other.all);
    for (int c = 0; c < channels.size(); c++) {
      channels.get(c).merge(other.channels.get(c));
    }
  }

  TensorRange range(CalibrationPlan.Method method, SortedSet<Integer> widths) {
    return RangeFinder.range(all, method, widths)
        .with(channels.stream().map(c -> RangeFinder.channel(c, method, widths)).toList());
  }
}
