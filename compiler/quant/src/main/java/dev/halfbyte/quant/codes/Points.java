package dev.halfbyte.quant.codes;

import java.util.Arrays;

/// Numbers in ascending order, each with how often it counts.
public final class Points {
  private final double[] numbers;
  private final double[] counts;
  private int size;

  /// @param most how many will be added at most
  public Points(int most) {
    numbers = new double[most];
    counts = new double[most];
  }

  /// Adds a number that is not below those before.
  public void add(double number, double count) {
    if (size > 0 && number < numbers[size - 1]) {
      throw new IllegalArgumentException(number + " after " + numbers[size - 1]);
    }
    numbers[size] = number;
    counts[size] = count;
    size++;
  }

  /// The sum of squared differences to the nearest numbers of codes of `bits`.
  public TableSearch.Measure nearest(int bits) {
    return (family, reach) -> {
      double scale = reach / family.one(bits);
      return squaredError(
          family.table(bits).entries().stream()
              .distinct()
              .sorted()
              .mapToDouble(entry -> entry * scale)
              .toArray());
    };
  }

  /// @param entries ascending, at least one
  private double squaredError(double[] entries) {
    double sum = 0;
    int at = 0;
    for (int i = 0; i < size; i++) {
      while (at + 1 < entries.length && numbers[i] > (entries[at] + entries[at + 1]) / 2) {
        at++;
      }
      double error = numbers[i] - entries[at];
      sum += counts[i] * (error * error);
    }
    return sum;
  }

  @Override
  public String toString() {
    return size + " numbers from " + Arrays.stream(numbers, 0, Math.min(size, 1)).boxed().toList();
  }
}
