package dev.halfbyte.backend.verilog.bind;

import java.util.List;

/// What a softmax knows about each distance from the maximum of a row.
///
/// @param numbers 256 numbers of 16 bits that are added up: weights of `norm early`, the numbers of
///   the codes of `norm late`
/// @param codes 256 codes of 8 bits
public record SoftmaxTable(List<Integer> numbers, List<Integer> codes) {
  /// Number of entries.
  public static final int SIZE = 256;

  public SoftmaxTable {
    numbers = List.copyOf(numbers);
    codes = List.copyOf(codes);
  }
}
