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
public record CalibrationResult(
    String kernel, String method, int samples, SortedMap<String, TensorRange> ranges) {
  public CalibrationResult {
    ranges = Collections.unmodifiableSortedMap(new TreeMap<>(ranges));
  }

  public Optional<TensorRange> range(String path) {
    return Optional.ofNullable(ranges.get(path));
  }
}
