package dev.halfbyte.driver.eval;

/// Sums of squares of a signal and of its error.
public final class SignalToNoise {
  private double signal;
  private double noise;

  SignalToNoise() {}

  void add(double wanted, double found) {
    signal += wanted * wanted;
    noise += (wanted - found) * (wanted - found);
  }

  void add(SignalToNoise other) {
    signal += other.signal;
    noise += other.noise;
  }

  /// `10 log10(signal / noise)`; infinite where there is no error.
  public double decibels() {
    return noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
  }
}
