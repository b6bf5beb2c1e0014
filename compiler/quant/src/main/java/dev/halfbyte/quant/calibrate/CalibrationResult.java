package dev.halfbyte.quant.calibrate;

import dev.halfbyte.quant.codes.TableSearch.Found;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Ranges by value path; a value with a text form that people may edit and feed back.
///
/// @param kernel the kernel that was observed
/// @param method how, for the reader
/// @param samples from how many samples
/// @param tables parameters of code tables by value path, then by codes as a numerics block writes
///   them, for a softmax with its form behind: `u4 adalog late`
/// @param roundings of weights and biases, where the numerics ask for them; not part of the text
public record CalibrationResult(
    String kernel,
    String method,
    int samples,
    SortedMap<String, TensorRange> ranges,
    SortedMap<String, SortedMap<String, Found>> tables,
    Roundings roundings) {
  public CalibrationResult {
    ranges = Collections.unmodifiableSortedMap(new TreeMap<>(ranges));
    SortedMap<String, SortedMap<String, Found>> copied = new TreeMap<>();
    tables.forEach(
        (path, found) -> copied.put(path, Collections.unmodifiableSortedMap(new TreeMap<>(found))));
    tables = Collections.unmodifiableSortedMap(copied);
  }

  /// Ranges and parameters of tables.
  public CalibrationResult(
      String kernel,
      String method,
      int samples,
      SortedMap<String, TensorRange> ranges,
      SortedMap<String, SortedMap<String, Found>> tables) {
    this(kernel, method, samples, ranges, tables, Roundings.NONE);
  }

  /// Ranges alone.
  public CalibrationResult(
      String kernel, String method, int samples, SortedMap<String, TensorRange> ranges) {
    this(kernel, method, samples, ranges, new TreeMap<>());
  }

  /// The same with the parameters of tables.
  public CalibrationResult with(SortedMap<String, SortedMap<String, Found>> found) {
    return new CalibrationResult(kernel, method, samples, ranges, found, roundings);
  }

  /// The same with roundings.
  public CalibrationResult with(Roundings other) {
    return new CalibrationResult(kernel, method, samples, ranges, tables, other);
  }

  /// The parameters of the codes of a value.
  public Optional<Found> table(String path, String codes) {
    return Optional.ofNullable(tables.get(path)).map(found -> found.get(codes));
  }

  public Optional<TensorRange> range(String path) {
    return Optional.ofNullable(ranges.get(path));
  }
}
