package dev.halfbyte.quant.policy;

/// Which elements of a tensor share a scale.
public sealed interface Granularity {
  Granularity PER_TENSOR = new PerTensor();
  Granularity PER_CHANNEL = new PerChannel();

  /// All elements.
  record PerTensor() implements Granularity {
    @Override
    public String toString() {
      return "tensor";
    }
  }

  /// Elements of equal index on every axis that is not summed over: one scale per output channel.
  record PerChannel() implements Granularity {
    @Override
    public String toString() {
      return "channel";
    }
  }

  /// Elements of equal index on every axis that is not summed over, in blocks of at most `size`
  /// neighbours in the order of summation, cut at whole indices: a scale per output channel, times
  /// a small integer per block.
  record PerGroup(int size) implements Granularity {
    public PerGroup {
      if (size < 1) {
        throw new IllegalArgumentException("groups of " + size);
      }
    }

    @Override
    public String toString() {
      return "group " + size;
    }
  }

  /// Elements of equal index on one axis, which must not be summed over.
  record PerAxis(int axis) implements Granularity {
    @Override
    public String toString() {
      return "axis " + axis;
    }
  }
}
