package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.rtl.DigitPlanes;
import dev.halfbyte.rtl.DigitSegment;
import dev.halfbyte.rtl.OctaveSegment;
import dev.halfbyte.rtl.OctaveTable;
import dev.halfbyte.rtl.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Writes the numbers of codes as sums of digits to the base 16, as a row engine adds them up, or
/// as two such sums, the first of which counts 181 times and the second 128 times.
///
/// @param first the digits of a first sum, which is put aside; none where there is one sum
/// @param digits the digits, of the second sum where there are two
record Digits(List<Digit> first, List<Digit> digits) {
  private static final int BASE_BITS = 4;
  private static final int BASE = 1 << BASE_BITS;

  /// The most digits of a number.
  private static final int MAX_DIGITS = 4;

  Digits {
    first = List.copyOf(first);
    digits = List.copyOf(digits);
  }

  private Digits(List<Digit> digits) {
    this(List.of(), digits);
  }

  /// A digit of each value of 4 bits of a code.
  ///
  /// @param values the digits, 0..15 as they are stored
  /// @param actPlane which 4 bits of the code
  /// @param signed whether the digits count from -8 to 7
  /// @param place power of 16
  record Digit(List<Integer> values, int actPlane, boolean signed, int place) {
    /// Returns what the digit adds to the number of a code.
    private long number(int code) {
      int value = values.get(code >> BASE_BITS * actPlane & BASE - 1);
      long digit = signed && value >= BASE / 2 ? value - BASE : value;
      return digit << BASE_BITS * place;
    }
  }

  /// Returns the fewest digits for the numbers of codes of 4 bits, if there are enough: in one sum,
  /// or in two where that leaves fewer digits that are not zero.
  static Optional<Digits> of(List<Long> numbers) {
    Optional<Digits> one = inOneSum(numbers);
    Optional<Digits> two = inTwoSums(numbers);
    boolean fewer = two.isPresent() && (one.isEmpty() || two.get().issued() < one.get().issued());
    return fewer ? two : one;
  }

  /// Returns how many digits are issued if each code of 4 bits occurs once.
  private long issued() {
    return Stream.concat(first.stream(), digits.stream())
        .flatMap(digit -> digit.values().stream())
        .filter(value -> value != 0)
        .count();
  }

  /// Multiples of 128 go to the second sum, other numbers must be those of the first.
  private static Optional<Digits> inTwoSums(List<Long> numbers) {
    List<Long> held = new ArrayList<>();
    List<Long> rest = new ArrayList<>();
    for (long number : numbers) {
      boolean second = number % (1 << DigitPlanes.HELD_SHIFT) == 0;
      held.add(second ? 0 : number / DigitPlanes.HELD_FACTOR);
      rest.add(second ? number >> DigitPlanes.HELD_SHIFT : 0);
    }
    boolean exact =
        IntStream.range(0, numbers.size())
            .allMatch(i ->
                DigitPlanes.HELD_FACTOR * held.get(i) + (rest.get(i) << DigitPlanes.HELD_SHIFT)
                    == numbers.get(i));
    return exact && !held.stream().allMatch(number -> number == 0)
        ? inOneSum(held)
            .flatMap(first -> inOneSum(rest).map(second -> new Digits(first.digits, second.digits)))
        : Optional.empty();
  }

  private static Optional<Digits> inOneSum(List<Long> numbers) {
    for (int count = 1; count <= MAX_DIGITS; count++) {
      boolean signed = numbers.stream().anyMatch(number -> number < 0);
      int bits = BASE_BITS * count - (signed ? 1 : 0);
      if (numbers.stream().allMatch(n -> (n < 0 ? ~n : n) >>> bits == 0)) {
        return Optional.of(inOneSum(numbers, count, signed));
      }
    }
    return Optional.empty();
  }

  private static Digits inOneSum(List<Long> numbers, int count, boolean signed) {
    List<Digit> digits = new ArrayList<>();
    for (int place = 0; place < count; place++) {
      int low = BASE_BITS * place;
      List<Integer> values = numbers.stream().map(n -> (int) (n >> low & BASE - 1)).toList();
      digits.add(new Digit(values, 0, signed && place == count - 1, place));
    }
    return new Digits(digits);
  }

  /// Returns the digits of `code - zero` for codes that stand for themselves, of at most 8 bits.
  ///
  /// A difference of 4 bits and a digit of `zero` takes two digits where it goes beyond both -8..7
  /// and 0..15; `zero` is written so that this happens least.
  static Digits of(IntType storage, int zero) {
    int low = Math.floorMod(zero, BASE);
    Digits best = of(storage, (zero - low) / BASE, low);
    Digits other = of(storage, (zero - low) / BASE + 1, low - BASE);
    return storage.bits() > BASE_BITS && other.digits.size() < best.digits.size() ? other : best;
  }

  private static Digits of(IntType storage, int zeroHigh, int zeroLow) {
    List<Digit> digits = new ArrayList<>();
    boolean wide = storage.bits() > BASE_BITS;
    boolean lowSigned = storage.signed() && !wide;
    int offset = wide ? zeroLow : BASE * zeroHigh + zeroLow;
    digits.addAll(differences(0, lowSigned, offset));
    if (wide) {
      digits.addAll(differences(1, storage.signed(), zeroHigh));
    }
    return new Digits(digits);
  }

  /// Returns one or two digits for 4 bits of a code less `zero`, from -16 to 16.
  private static List<Digit> differences(int plane, boolean signed, int zero) {
    int[] values =
        IntStream.range(0, BASE)
            .map(bits -> (signed && bits >= BASE / 2 ? bits - BASE : bits) - zero)
            .toArray();
    if (fits(values, 0) || fits(values, -BASE / 2)) {
      return List.of(digit(values, v -> v, plane));
    }
    IntUnaryOperator most = v -> Math.clamp(v, 0, BASE - 1);
    IntUnaryOperator rest = v -> v - most.applyAsInt(v);
    int[] rests = IntStream.of(values).map(rest).toArray();
    IntUnaryOperator half = v -> Math.clamp(v, -BASE / 2, BASE / 2 - 1);
    return fits(rests, 0) || fits(rests, -BASE / 2)
        ? List.of(digit(values, most, plane), digit(values, rest, plane))
        : List.of(digit(values, half, plane), digit(values, v -> v - half.applyAsInt(v), plane));
  }

  private static boolean fits(int[] values, int least) {
    return IntStream.of(values).allMatch(v -> v >= least && v < least + BASE);
  }

  private static Digit digit(int[] values, IntUnaryOperator part, int plane) {
    boolean signed = IntStream.of(values).map(part).anyMatch(v -> v < 0);
    List<Integer> digits =
        IntStream.of(values).map(v -> part.applyAsInt(v) & BASE - 1).boxed().toList();
    return new Digit(digits, plane, signed, plane);
  }

  /// Returns the passes of all digits of octaves over weights, the highest first.
  static DigitPlanes planes(OctaveTable table, int weightPlanes) {
    List<Segment> segments = new ArrayList<>();
    int before = OctaveTable.DIGITS - 1 + weightPlanes - 1;
    for (int sum = before; sum >= 0; sum--) {
      for (int plane = 0; plane < weightPlanes; plane++) {
        int place = sum - plane;
        if (place >= 0 && place < OctaveTable.DIGITS) {
          int shift = BASE_BITS * (before - sum);
          segments.add(new OctaveSegment(table, place, plane, plane == weightPlanes - 1, shift));
          before = sum;
        }
      }
    }
    return new DigitPlanes(segments);
  }

  /// Returns the least and the greatest number of the first sum, for each value of 4 bits of a
  /// code.
  LongSummaryStatistics firstNumbers() {
    return numbers(first);
  }

  /// Returns the same of the second sum.
  LongSummaryStatistics secondNumbers() {
    return numbers(digits);
  }

  private static LongSummaryStatistics numbers(List<Digit> digits) {
    return IntStream.range(0, BASE)
        .mapToLong(code -> digits.stream().mapToLong(digit -> digit.number(code)).sum())
        .summaryStatistics();
  }

  /// Returns whether there are two sums.
  boolean hasFirst() {
    return !first.isEmpty();
  }

  /// Returns the passes of these digits over weights, the highest first; empty where one pass of
  /// the codes themselves does.
  ///
  /// @param weightPlanes 1 for weights of 4 bits, 2 for those of 8
  Optional<DigitPlanes> planes(int weightPlanes) {
    List<Segment> segments = new ArrayList<>(segments(first, weightPlanes));
    segments.addAll(segments(digits, weightPlanes));
    DigitPlanes planes = new DigitPlanes(segments, first.size() * weightPlanes);
    boolean plain =
        planes.equals(DigitPlanes.plain(true)) || planes.equals(DigitPlanes.plain(false));
    return plain ? Optional.empty() : Optional.of(planes);
  }

  private static List<Segment> segments(List<Digit> digits, int weightPlanes) {
    record Term(Digit digit, int weightPlane) {
      int place() {
        return digit.place() + weightPlane;
      }
    }

    List<Term> terms =
        digits.stream()
            .flatMap(
                digit -> IntStream.range(0, weightPlanes).mapToObj(plane -> new Term(digit, plane)))
            .sorted(Comparator.comparingInt(Term::place).reversed())
            .toList();
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      Term term = terms.get(i);
      int down = i == 0 ? 0 : terms.get(i - 1).place() - term.place();
      segments.add(
          new DigitSegment(
              term.digit().values(),
              term.digit().actPlane(),
              term.weightPlane(),
              term.digit().signed(),
              term.weightPlane() == weightPlanes - 1,
              BASE_BITS * down));
    }
    return segments;
  }
}
