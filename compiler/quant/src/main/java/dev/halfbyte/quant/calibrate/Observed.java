package dev.halfbyte.quant.calibrate;

import dev.halfbyte.quant.policy.CalibrationPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/// The values of one tensor over samples, and those of its channels where their scales are wanted:
/// for each iteration, where the tensor is in the body of a scan.
final class Observed {
  /// Buckets of channels are at most 1/32 of their values wide: there are many of them.
  private static final int CHANNEL_FRACTION_BITS = 5;

  private final FloatHistogram all = new FloatHistogram();
  private final int extent;
  private final List<FloatHistogram> channels = new ArrayList<>();

  /// @param extent of the last axis, 0 where channels are not told apart
  Observed(int extent) {
    this.extent = extent;
  }

  /// Counts row-major element `index` of a sample in an iteration.
  void add(int iteration, int index, float value) {
    all.add(value);
    if (extent > 0) {
      channel(iteration * extent + index % extent).add(value);
    }
  }

  /// The values of all channels.
  FloatHistogram all() {
    return all;
  }

  private FloatHistogram channel(int number) {
    while (channels.size() <= number) {
      channels.add(new FloatHistogram(CHANNEL_FRACTION_BITS));
    }
    return channels.get(number);
  }

  void merge(Observed other) {
    all.merge(other.all);
    for (int c = 0; c < other.channels.size(); c++) {
      channel(c).merge(other.channels.get(c));
    }
  }

  TensorRange range(CalibrationPlan.Method method, SortedSet<Integer> widths) {
    return RangeFinder.range(all, method, widths)
        .with(channels.stream().map(c -> RangeFinder.channel(c, method, widths)).toList());
  }
}
