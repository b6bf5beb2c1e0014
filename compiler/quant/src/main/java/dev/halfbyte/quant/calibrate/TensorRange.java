package dev.halfbyte.quant.calibrate;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is known about the values of one tensor.
///
/// @param observed smallest and largest value
/// @param clipped the range to code in, by bits of the code; other widths code the observed range
/// @param channels the same for each index of the last axis, where that was asked for; for each
///   iteration in turn, where the tensor is in the body of a scan
public record TensorRange(
    Bounds observed, SortedMap<Integer, Bounds> clipped, List<TensorRange> channels) {
  /// A closed range of finite floats.
  public record Bounds(float lo, float hi) {
    public Bounds {
      if (!Float.isFinite(lo) || !Float.isFinite(hi) || lo > hi) {
        throw new IllegalArgumentException("no range: " + lo + " .. " + hi);
      }
      // One zero is enough: equal ranges are to be equal records.
      lo += 0f;
      hi += 0f;
    }

    @Override
    public String toString() {
      return lo + " .. " + hi;
    }
  }

  public TensorRange {
    clipped = Collections.unmodifiableSortedMap(new TreeMap<>(clipped));
    channels = List.copyOf(channels);
  }

  public TensorRange(Bounds observed, SortedMap<Integer, Bounds> clipped) {
    this(observed, clipped, List.of());
  }

  /// A range that every width codes in full.
  public static TensorRange of(float lo, float hi) {
    return new TensorRange(new Bounds(lo, hi), new TreeMap<>());
  }

  /// The same range with those of its channels.
  TensorRange with(List<TensorRange> ofChannels) {
    return new TensorRange(observed, clipped, ofChannels);
  }

  /// The range to code in with `bits`.
  public Bounds forBits(int bits) {
    return clipped.getOrDefault(bits, observed);
  }
}
