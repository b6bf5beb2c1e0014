package dev.halfbyte.backend.verilog.bind;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/// One integer per column of a matrix: a bias, a multiplier or a shift.
public record Channels(List<Long> values) {
  public Channels {
    values = List.copyOf(values);
  }

  static Channels of(long... values) {
    return new Channels(Arrays.stream(values).boxed().toList());
  }

  static Channels splat(long value, int count) {
    long[] values = new long[count];
    Arrays.fill(values, value);
    return of(values);
  }

  public long at(int channel) {
    return values.get(channel);
  }

  public int count() {
    return values.size();
  }

  /// Returns channels `first` to `first + count - 1`.
  Channels slice(int first, int count) {
    return new Channels(values.subList(first, first + count));
  }

  /// Returns some of the channels, in their order.
  Channels chosen(List<Integer> channels) {
    return new Channels(channels.stream().map(values::get).toList());
  }

  /// Returns the sum, channel by channel.
  Channels plus(Channels other) {
    long[] sums = new long[count()];
    Arrays.setAll(sums, n -> Math.addExact(at(n), other.at(n)));
    return of(sums);
  }

  Channels negated() {
    return new Channels(values.stream().map(Math::negateExact).toList());
  }

  boolean isZero() {
    return values.stream().allMatch(value -> value == 0);
  }

  /// Returns the one value of all channels.
  OptionalLong uniform() {
    return values.stream().distinct().count() == 1
        ? OptionalLong.of(values.getFirst())
        : OptionalLong.empty();
  }
}
