package dev.halfbyte.quant.calibrate;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Ranges by value path; a value with a text form that people may edit and feed back.
///
/// @param kernel the kernel that was observed
/// @param method how, for the reader
/// @param samples from how many samples
/// @param roundings of weights and biases, where the numerics ask for them; not part of the text
public record CalibrationResult(
    String kernel,
    String method,
    int samples,
    SortedMap<String, TensorRange> ranges,
    Roundings roundings) {
  public CalibrationResult {
    ranges = Collections.unmodifiableSortedMap(new TreeMap<>(ranges));
  }

  /// Ranges alone.
  public CalibrationResult(
      String kernel, String method, int samples, SortedMap<String, TensorRange> ranges) {
    this(kernel, method, samples, ranges, Roundings.NONE);
  }

  /// The same ranges with roundings.
  public CalibrationResult with(Roundings other) {
    return new CalibrationResult(kernel, method, samples, ranges, other);
  }

  public Optional<TensorRange> range(String path) {
    return Optional.ofNullable(ranges.get(path));
  }
}
