package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.rtl.DigitPlanes;
import dev.halfbyte.rtl.DigitSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes the numbers of codes in digits to the base 16, the highest first and with the sign, as a
/// row engine adds them up.
final class Digits {
  private static final int BASE_BITS = 4;

  private Digits() {}

  /// Returns the planes with the fewest digits, if there are enough for `numbers`.
  static Optional<DigitPlanes> planes(List<Long> numbers) {
    for (int count = 1; count <= DigitPlanes.MAX_SEGMENTS; count++) {
      boolean signed = numbers.stream().anyMatch(number -> number < 0);
      int bits = BASE_BITS * count - (signed ? 1 : 0);
      if (numbers.stream().allMatch(n -> (n < 0 ? ~n : n) >>> bits == 0)) {
        return Optional.of(planes(numbers, count, signed));
      }
    }
    return Optional.empty();
  }

  private static DigitPlanes planes(List<Long> numbers, int count, boolean signed) {
    List<DigitSegment> segments = new ArrayList<>();
    for (int place = count - 1; place >= 0; place--) {
      int low = BASE_BITS * place;
      List<Integer> digits = numbers.stream().map(n -> (int) (n >> low & 15)).toList();
      boolean first = segments.isEmpty();
      segments.add(new DigitSegment(digits, 0, 0, signed && first, true, first ? 0 : BASE_BITS));
    }
    return new DigitPlanes(segments);
  }
}
