package dev.halfbyte.bench.model;

import java.util.Optional;

/// One evaluation: which numerics on which weights, found from which draw of samples.
///
/// @param draw seed of the calibration samples, from 1
record Trial(Form form, Method method, Widths widths, int draw) {
  /// What it found; shares are percentages.
  ///
  /// @param agreement pictures that get the class which the floats give them
  /// @param sqnrDb of the scores against those in floats
  /// @param annotated the same of floats that go through the codes, where that was asked for
  /// @param seconds of the integer pictures, by the clock
  record Result(
      int pictures,
      double top1,
      double floatTop1,
      double agreement,
      double sqnrDb,
      Optional<Annotated> annotated,
      long weightBytes,
      double seconds,
      String sealed) {
    /// Points of top-1 that the floats are better by.
    double drop() {
      return floatTop1 - top1;
    }
  }

  /// Figures of floats that go through the codes.
  record Annotated(double top1, double agreement, double sqnrDb) {}

  @Override
  public String toString() {
    return "%s %s %s draw %d".formatted(form.label(), method.title(), widths.label(), draw);
  }
}
