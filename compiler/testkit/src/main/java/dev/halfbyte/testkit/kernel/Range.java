package dev.halfbyte.testkit.kernel;

/// Bounds of a value, so that generated kernels stay inside their types.
record Range(double least, double most) {
  /// Of `magnitude` to both sides.
  static Range around(double magnitude) {
    return new Range(-magnitude, magnitude);
  }

  double magnitude() {
    return Math.max(Math.abs(least), Math.abs(most));
  }

  Range plus(Range other) {
    return new Range(least + other.least, most + other.most);
  }

  Range negated() {
    return new Range(-most, -least);
  }

  Range times(Range other) {
    double a = least * other.least;
    double b = least * other.most;
    double c = most * other.least;
    double d = most * other.most;
    return new Range(
        Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
  }

  /// Of so many values summed, or fewer.
  Range repeated(double count) {
    return new Range(Math.min(0, least * count), Math.max(0, most * count));
  }

  Range max(Range other) {
    return new Range(Math.max(least, other.least), Math.max(most, other.most));
  }

  Range min(Range other) {
    return new Range(Math.min(least, other.least), Math.min(most, other.most));
  }

  /// What both hold.
  Range union(Range other) {
    return new Range(Math.min(least, other.least), Math.max(most, other.most));
  }
}
