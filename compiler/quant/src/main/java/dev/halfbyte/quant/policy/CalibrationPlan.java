package dev.halfbyte.quant.policy;

import java.util.List;
import java.util.OptionalInt;

/// How ranges are found: by which method, from how many samples, drawn with which seed.
///
/// @param samples absent: all samples, in order
public record CalibrationPlan(Method method, OptionalInt samples, long seed) {
  /// Minimum and maximum of all samples.
  public static final CalibrationPlan DEFAULT =
      new CalibrationPlan(new MinMax(), OptionalInt.empty(), 0);

  /// The best of four percentiles of all samples.
  public static final CalibrationPlan CLIPPING =
      new CalibrationPlan(
          new Percentile(List.of(0.99, 0.999, 0.9999, 1.0)), OptionalInt.empty(), 0);

  /// The best of seven percentiles of all samples, for codes of at most 3 bits, whose least error
  /// cuts off more.
  public static final CalibrationPlan NARROW =
      new CalibrationPlan(
          new Percentile(List.of(0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 1.0)), OptionalInt.empty(), 0);

  /// What suits activations of `bits`, where nothing is stated.
  public static CalibrationPlan forActivations(int bits) {
    return bits < 4 ? NARROW : bits == 4 ? CLIPPING : DEFAULT;
  }

  /// Rejects plans without a sample.
  public CalibrationPlan {
    if (samples.isPresent() && samples.getAsInt() < 1) {
      throw new IllegalArgumentException("at least one sample: " + samples.getAsInt());
    }
  }

  /// How the range of narrow codes (at most 8 bits) follows from what was observed.
  public sealed interface Method {}

  /// The smallest and the largest value.
  public record MinMax() implements Method {
    @Override
    public String toString() {
      return "minmax";
    }
  }

  /// The range of least mean squared error between the values and their codes, both ends searched
  /// apart: a grid of fractions of the observed range, then one end after the other.
  public record MeanSquare() implements Method {
    @Override
    public String toString() {
      return "mse";
    }
  }

  /// For each fraction `p` the range from quantile `1 - p` to quantile `p`; of these the one whose
  /// codes are closest to the values (Li et al., RepQ-ViT, ICCV 2023).
  ///
  /// @param fractions above 0.5, at most 1
  public record Percentile(List<Double> fractions) implements Method {
    public Percentile {
      fractions = List.copyOf(fractions);
      if (fractions.isEmpty() || fractions.stream().anyMatch(p -> !(p > 0.5 && p <= 1))) {
        throw new IllegalArgumentException("fractions in (0.5, 1]: " + fractions);
      }
    }

    @Override
    public String toString() {
      return "percentile" + fractions;
    }
  }
}
