package dev.halfbyte.bench.cpu;

/// Signal to noise of results.
public final class Decibels {
  private Decibels() {}

  /// Ten times the decimal logarithm of squares of `expected` over squares of what differs.
  public static double of(double[] expected, float[] actual) {
    double signal = 0;
    double noise = Double.MIN_NORMAL;
    for (int i = 0; i < expected.length; i++) {
      double difference = expected[i] - actual[i];
      signal += expected[i] * expected[i];
      noise += difference * difference;
    }
    return 10 * Math.log10(signal / noise);
  }
}
