package dev.halfbyte.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/// A stream of bounded integers, recorded as it is drawn, from which everything random is made.
///
/// Replaying the record makes the same thing again; a record with entries deleted or lowered makes
/// a simpler one. So 0 is always the simplest choice, and a record that ends early goes on with 0.
public final class Choices {
  private final IntUnaryOperator source;
  private final List<Integer> recorded = new ArrayList<>();

  private Choices(IntUnaryOperator source) {
    this.source = source;
  }

  /// Pseudo-random choices; equal seeds give equal choices.
  public static Choices seeded(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Choices(random::nextInt);
  }

  /// The choices of a record, each brought below the bound that is asked for.
  public static Choices replay(List<Integer> record) {
    List<Integer> copy = List.copyOf(record);
    int[] next = {0};
    return new Choices(
        bound -> next[0] < copy.size() ? Math.clamp(copy.get(next[0]++), 0, bound - 1) : 0);
  }

  /// The choices that a fuzzer's bytes stand for, one byte each, two where the bound needs them.
  public static Choices ofBytes(byte[] bytes) {
    byte[] copy = bytes.clone();
    int[] next = {0};
    return new Choices(bound -> {
      int value = 0;
      for (int width = bound; width > 1 && next[0] < copy.length; width >>>= 8) {
        value = (value << 8 | copy[next[0]++] & 0xff) & Integer.MAX_VALUE;
      }
      return value % bound;
    });
  }

  /// An integer from 0 to `bound - 1`.
  public int below(int bound) {
    int choice = source.applyAsInt(bound);
    recorded.add(choice);
    return choice;
  }

  /// An integer from `least` to `most`, both included.
  public int between(int least, int most) {
    return least + below(most - least + 1);
  }

  /// True in about one of `n` cases.
  public boolean oneIn(int n) {
    return below(n) == n - 1;
  }

  /// An element of `options`, the first one being the simplest.
  public <T> T pick(List<T> options) {
    return options.get(below(options.size()));
  }

  /// Everything drawn so far.
  public List<Integer> recorded() {
    return Collections.unmodifiableList(new ArrayList<>(recorded));
  }
}
