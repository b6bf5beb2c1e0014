package dev.halfbyte.quant.calibrate;

import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.policy.CalibrationPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// The values of one tensor over samples, and those of the indices of an axis where their scales
/// are wanted: for each iteration, where the tensor is in the body of a scan.
final class Observed {
  /// Buckets of channels are at most 1/32 of their values wide: there are many of them.
  private static final int CHANNEL_FRACTION_BITS = 5;

  private final FloatHistogram all = new FloatHistogram();
  private final Optional<ObservedAxis> axis;
  private final List<FloatHistogram> channels = new ArrayList<>();

  /// @param axis whose indices are told apart
  Observed(Optional<ObservedAxis> axis) {
    this.axis = axis;
  }

  /// Counts the elements of `tensor`, all finite, in an iteration.
  void add(int iteration, Tensor tensor) {
    float[] values = tensor.floats();
    for (float value : values) {
      all.add(value);
    }
    if (axis.isPresent()) {
      long[] extents = tensor.type().shape().extents();
      int extent = Math.toIntExact(extents[axis.get().axis()]);
      int inner = 1;
      for (int k = axis.get().axis() + 1; k < extents.length; k++) {
        inner = Math.multiplyExact(inner, Math.toIntExact(extents[k]));
      }
      for (int i = 0; i < values.length; i++) {
        channel(iteration * extent + i / inner % extent).add(values[i]);
      }
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

  private TensorRange channel(
      FloatHistogram histogram, CalibrationPlan.Method method, SortedSet<Integer> widths) {
    return RangeFinder.range(histogram, method, widths, axis.orElseThrow().form());
  }

  TensorRange range(CalibrationPlan.Method method, SortedSet<Integer> widths) {
    return RangeFinder.range(all, method, widths, CodeForm.THROUGH_ZERO)
        .with(channels.stream().map(c -> channel(c, method, widths)).toList());
  }
}
