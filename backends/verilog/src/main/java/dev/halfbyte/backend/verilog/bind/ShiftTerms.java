package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.rtl.DecodeTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Writes numbers as powers of two times one of two scales, as a shift array wants them.
///
/// Every number is odd times a power of two. Numbers of one odd part whose exponents are within the
/// range of a shifter share a sum; there are two sums, and the first can only be scaled by a power
/// of two.
///
/// @param odd odd part of the numbers of a sum
/// @param least least exponent of a sum
record ShiftTerms(long odd, int least) {

  private int exponent(long magnitude) {
    return Long.numberOfTrailingZeros(magnitude) - least;
  }

  private boolean holds(long number) {
    long magnitude = Math.abs(number);
    int exponent = Long.numberOfTrailingZeros(magnitude);
    return magnitude >> exponent == odd
        && exponent >= least
        && exponent <= least + DecodeTable.MAX_TERM_SHIFT;
  }

  private long scale() {
    return odd << least;
  }

  /// Returns the table that stands for `numbers`, one a code; empty if two sums do not do.
  static Optional<DecodeTable> table(List<Long> numbers) {
    List<ShiftTerms> sums = sums(numbers);
    Optional<ShiftTerms> first =
        sums.stream()
            .filter(s -> s.odd == 1 && s.least <= DecodeTable.MAX_SHIFT)
            .reduce((_, later) -> later);
    List<ShiftTerms> rest = sums.stream().filter(s -> first.filter(s::equals).isEmpty()).toList();
    boolean fits =
        rest.size() <= 1 && rest.stream().allMatch(s -> s.scale() <= DecodeTable.MAX_FACTOR);
    if (!fits) {
      return Optional.empty();
    }
    List<Integer> records = new ArrayList<>();
    for (long number : numbers) {
      records.add(
          first
              .filter(s -> number != 0 && s.holds(number))
              .map(s -> DecodeTable.term(false, number < 0, s.exponent(Math.abs(number))))
              .or(() ->
                  rest.stream()
                      .filter(s -> number != 0 && s.holds(number))
                      .map(s -> DecodeTable.term(true, number < 0, s.exponent(Math.abs(number))))
                      .findFirst())
              .orElse(DecodeTable.ZERO_TERM));
    }
    int factor = rest.stream().mapToInt(s -> (int) s.scale()).sum();
    return Optional.of(new DecodeTable(records, first.map(ShiftTerms::least).orElse(0), factor));
  }

  /// Returns the fewest sums that hold all numbers but 0, by odd part, then by exponent.
  private static List<ShiftTerms> sums(List<Long> numbers) {
    TreeSet<Long> magnitudes =
        new TreeSet<>(
            Comparator.<Long>comparingLong(m -> m >> Long.numberOfTrailingZeros(m))
                .thenComparing(m -> m));
    numbers.stream().filter(number -> number != 0).map(Math::abs).forEach(magnitudes::add);
    List<ShiftTerms> sums = new ArrayList<>();
    for (long magnitude : magnitudes) {
      if (sums.isEmpty() || !sums.getLast().holds(magnitude)) {
        int exponent = Long.numberOfTrailingZeros(magnitude);
        sums.add(new ShiftTerms(magnitude >> exponent, exponent));
      }
    }
    return sums;
  }
}
