package dev.halfbyte.quant.codes;

import java.util.List;
import java.util.stream.LongStream;

/// A whole number that the array of a family depends on.
///
/// @param least the smallest that can be stated
/// @param greatest the largest
/// @param start where a search begins that does not try everything
/// @param candidates what a search tries, the preferred of equally good ones first
public record Parameter(String name, long least, long greatest, long start, List<Long> candidates) {
  public Parameter {
    candidates = List.copyOf(candidates);
  }

  /// Of which a search tries all.
  static Parameter of(String name, long least, long greatest, long start) {
    return new Parameter(
        name, least, greatest, start, LongStream.rangeClosed(least, greatest).boxed().toList());
  }

  boolean contains(long value) {
    return value >= least && value <= greatest;
  }

  @Override
  public String toString() {
    return "`%s` from %d to %d".formatted(name, least, greatest);
  }
}
