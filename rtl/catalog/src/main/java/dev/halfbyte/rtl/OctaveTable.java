package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Numbers of codes of 8 bits in sixteen steps an octave: code `16 h + l`, with `e = h + (l != 0)`,
/// stands for mantissa l times `2^(7-e)`, half up, and for 0 where e is above 14.
///
/// @param mantissas sixteen of 8 bits
/// @param issues for each digit to the base 16 the codes that are issued for it, as two sets of the
///   values of h: the lowest 16 bits for l = 0, the next ones for the rest
public record OctaveTable(List<Integer> mantissas, List<Integer> issues) {
  /// Digits of a number to the base 16.
  public static final int DIGITS = 4;

  private static final int STEPS = 16;
  private static final int LAST_OCTAVE = 14;
  private static final int CODES = 256;

  public OctaveTable {
    mantissas = List.copyOf(mantissas);
    issues = List.copyOf(issues);
    boolean narrow = mantissas.stream().allMatch(m -> m >>> Byte.SIZE == 0);
    if (mantissas.size() != STEPS || issues.size() != DIGITS || !narrow) {
      throw new IllegalArgumentException(mantissas + ", " + issues);
    }
  }

  /// Returns the table with these mantissas, where codes are issued for the digits that they may
  /// have.
  public static OctaveTable ofMantissas(List<Integer> mantissas) {
    List<Integer> issues = new ArrayList<>();
    for (int place = 0; place < DIGITS; place++) {
      int set = 0;
      for (int code = 0; code < CODES; code++) {
        boolean exists =
            code >> DigitPlanes.DIGIT_BITS < octaves(code) && digit(mantissas, code, place) != 0;
        set |= exists ? 1 << bit(code) : 0;
      }
      issues.add(set);
    }
    return new OctaveTable(mantissas, issues);
  }

  /// One more than the largest h with a number, for codes of the same l.
  private static int octaves(int code) {
    return code % STEPS == 0 ? LAST_OCTAVE + 1 : LAST_OCTAVE;
  }

  /// Returns the table of the numbers of 256 codes, if they are such.
  public static Optional<OctaveTable> of(List<Long> numbers) {
    if (numbers.size() != CODES) {
      return Optional.empty();
    }
    List<Integer> mantissas =
        IntStream.range(0, STEPS)
            .map(l -> (int) (numbers.get(l) >> (l == 0 ? 7 : 6)))
            .boxed()
            .toList();
    if (mantissas.stream().anyMatch(m -> m >>> Byte.SIZE != 0)) {
      return Optional.empty();
    }
    OctaveTable table = ofMantissas(mantissas);
    boolean same =
        IntStream.range(0, CODES).allMatch(code -> table.number(code) == numbers.get(code));
    return same ? Optional.of(table) : Optional.empty();
  }

  /// Returns the number of a code.
  public int number(int code) {
    int number = 0;
    for (int place = DIGITS - 1; place >= 0; place--) {
      number =
          (number << DigitPlanes.DIGIT_BITS) + (isIssued(code, place) ? digit(code, place) : 0);
    }
    return number;
  }

  /// Returns a digit of a code, if it is issued.
  int digit(int code, int place) {
    return digit(mantissas, code, place);
  }

  private static int digit(List<Integer> mantissas, int code, int place) {
    int low = code % STEPS;
    int octave = code / STEPS + (low == 0 ? 0 : 1);
    int twice = mantissas.get(low) << Byte.SIZE >> octave;
    return (twice + 1 >> 1) >> DigitPlanes.DIGIT_BITS * place & STEPS - 1;
  }

  /// Returns whether a code is issued for a digit.
  boolean isIssued(int code, int place) {
    return (issues.get(place) >>> bit(code) & 1) != 0;
  }

  private static int bit(int code) {
    return code / STEPS + (code % STEPS == 0 ? 0 : STEPS);
  }
}
