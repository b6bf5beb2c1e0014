package dev.halfbyte.ir.range;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import java.math.BigInteger;
import java.util.List;

/// Bounds of `sum w * a` over known weights: `sum |w| * max |a|` per output channel, refined by the
/// sign of each product.
final class WeightedSums {
  private WeightedSums() {}

  /// An interval that holds every partial sum for any values of the other operand in `other`.
  ///
  /// @param type element type of `weights`, of at most 32 bits so that the sums fit 64
  /// @param labels index names of `weights`
  static Interval bound(
      FixedData weights, ElemType type, List<String> labels, List<String> reduced, Interval other) {
    long[] extents = weights.shape().extents();
    long[] strides = channelStrides(extents, labels, reduced);
    int channels = 1;
    for (int axis = 0; axis < extents.length; axis++) {
      if (!reduced.contains(labels.get(axis))) {
        channels = Math.multiplyExact(channels, Math.toIntExact(extents[axis]));
      }
    }
    long[] positive = new long[channels];
    long[] negative = new long[channels];
    int[] index = new int[extents.length];
    int channel = 0;
    int count = weights.count();
    for (int i = 0; i < count; i++) {
      long weight = decode(type, weights.at(i));
      long[] sums = weight > 0 ? positive : negative;
      sums[channel] = Math.addExact(sums[channel], weight);
      // The next index, innermost axis first, and the channel it belongs to.
      for (int axis = extents.length - 1; axis >= 0; axis--) {
        channel += Math.toIntExact(strides[axis]);
        if (++index[axis] < extents[axis]) {
          break;
        }
        channel -= Math.toIntExact(strides[axis] * extents[axis]);
        index[axis] = 0;
      }
    }
    return combine(positive, negative, other.union(Interval.ZERO));
  }

  private static long[] channelStrides(long[] extents, List<String> labels, List<String> reduced) {
    long[] strides = new long[extents.length];
    long pitch = 1;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      if (!reduced.contains(labels.get(axis))) {
        strides[axis] = pitch;
        pitch *= extents[axis];
      }
    }
    return strides;
  }

  /// Partial sums lie between all products at their least and all at their greatest, zero included.
  private static Interval combine(long[] positive, long[] negative, Interval other) {
    BigInteger lo = BigInteger.ZERO;
    BigInteger hi = BigInteger.ZERO;
    for (int channel = 0; channel < positive.length; channel++) {
      BigInteger up = BigInteger.valueOf(positive[channel]);
      BigInteger down = BigInteger.valueOf(negative[channel]);
      lo = lo.min(up.multiply(other.lo()).add(down.multiply(other.hi())));
      hi = hi.max(up.multiply(other.hi()).add(down.multiply(other.lo())));
    }
    return new Interval(lo, hi);
  }

  private static long decode(ElemType type, long stored) {
    return type instanceof ElemType.CodeType(Encoding encoding) ? encoding.decode(stored) : stored;
  }
}
