package dev.halfbyte.rtl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// How a row-serial GEMM makes products of wider codes and weights, or of code tables, out of 4-bit
/// digits: the word of [Memory#DECODE] for `hb_row_engine`.
///
/// A sum is `(..(s0 << h1) + s1 << h2) + ..` over the sums of the segments and the shifts in front
/// of them. The sum of the first `held` segments can be a sum of its own: it is put aside, and 181
/// times it plus 128 times the sum of the rest is what is drained.
///
/// @param segments 1 to 8 segments, in the order in which they pass the array: of at most 4 tables
///   of digits, or all of one table of octaves
/// @param held segments of a first sum, fewer than all; 0 where there is one sum
public record DigitPlanes(List<Segment> segments, int held) implements Decoding {
  /// The most segments.
  public static final int MAX_SEGMENTS = 8;

  /// The most tables of digits, which segments share.
  public static final int MAX_TABLES = 4;

  /// Bits of the digits of a table.
  static final int TABLE_BITS = 64;

  /// Position of the flags of the segments, behind the tables.
  static final int FLAGS_LSB = MAX_TABLES * TABLE_BITS;

  /// Position of the signs of the tables.
  static final int SIGNED_LSB = FLAGS_LSB + MAX_SEGMENTS * SegmentFlags.BITS;

  /// Position of the bit that says that there are octaves instead of tables.
  static final int OCTAVES_BIT = SIGNED_LSB + MAX_TABLES;

  /// Position of the number of segments of a first sum.
  static final int HELD_LSB = OCTAVES_BIT + 1;

  /// Bits of that number.
  static final int HELD_BITS = 3;

  /// How often a first sum counts.
  public static final int HELD_FACTOR = 181;

  /// By how many bits the sum behind a first one is shifted; as many bits a first sum has less.
  public static final int HELD_SHIFT = 7;

  /// Position of the sets of codes of octaves, behind the mantissas.
  static final int OCTAVE_SETS_LSB = DigitSegment.CODES * Byte.SIZE;

  /// Bits of a digit, what a cell of a row array multiplies.
  static final int DIGIT_BITS = 4;

  public DigitPlanes {
    segments = List.copyOf(segments);
    if (segments.isEmpty() || segments.size() > MAX_SEGMENTS) {
      throw new IllegalArgumentException(segments.size() + " segments");
    }
    if (held < 0 || held >= segments.size()) {
      throw new IllegalArgumentException(held + " of " + segments.size() + " segments are held");
    }
    List<DigitTable> tables = tables(segments);
    List<OctaveTable> octaves = octaves(segments);
    if (tables.size() > MAX_TABLES || octaves.size() > (tables.isEmpty() ? 1 : 0)) {
      throw new IllegalArgumentException(
          "%d tables of digits, %d of octaves".formatted(tables.size(), octaves.size()));
    }
  }

  /// Segments of one sum.
  public DigitPlanes(List<Segment> segments) {
    this(segments, 0);
  }

  /// Digits of 4 bits.
  private record DigitTable(List<Integer> digits, boolean signed) {
    static DigitTable of(DigitSegment segment) {
      return new DigitTable(segment.digits(), segment.digitSigned());
    }
  }

  private static List<DigitTable> tables(List<Segment> segments) {
    return segments.stream()
        .filter(DigitSegment.class::isInstance)
        .map(segment -> DigitTable.of((DigitSegment) segment))
        .distinct()
        .toList();
  }

  private static List<OctaveTable> octaves(List<Segment> segments) {
    return segments.stream()
        .filter(OctaveSegment.class::isInstance)
        .map(segment -> ((OctaveSegment) segment).table())
        .distinct()
        .toList();
  }

  /// Returns the one segment of a command without the flag `decode`.
  public static DigitPlanes plain(boolean actSigned) {
    return new DigitPlanes(List.of(DigitSegment.ofCodes(0, 0, actSigned, true, 0)));
  }

  /// Returns the planes whose [#word] this is, or what the engine makes of any other word.
  ///
  /// @param actBits bits of the codes: there are octaves of 8 only
  public static DigitPlanes ofWord(BigInteger word, int actBits) {
    int last = MAX_SEGMENTS - 1;
    while (last > 0 && !SegmentFlags.exist(flags(word, last))) {
      last--;
    }
    Optional<OctaveTable> octaves =
        word.testBit(OCTAVES_BIT) && actBits == Byte.SIZE
            ? Optional.of(octaves(word))
            : Optional.empty();
    List<Segment> segments = new ArrayList<>();
    for (int s = 0; s <= last; s++) {
      SegmentFlags flags = SegmentFlags.of(flags(word, s));
      segments.add(
          octaves
              .<Segment>map(table ->
                  new OctaveSegment(
                      table,
                      flags.table(),
                      flags.weightPlane(),
                      flags.weightSigned(),
                      flags.shift()))
              .orElseGet(() -> digits(word, flags, actBits)));
    }
    int held = bits(word, HELD_LSB, HELD_BITS);
    return new DigitPlanes(segments, held <= last ? held : 0);
  }

  private static DigitSegment digits(BigInteger word, SegmentFlags flags, int actBits) {
    int low = flags.table() * TABLE_BITS;
    return new DigitSegment(
        IntStream.range(0, DigitSegment.CODES)
            .map(code -> bits(word, low + DIGIT_BITS * code, DIGIT_BITS))
            .boxed()
            .toList(),
        actBits == Byte.SIZE ? flags.actPlane() : 0,
        flags.weightPlane(),
        word.testBit(SIGNED_LSB + flags.table()),
        flags.weightSigned(),
        flags.shift());
  }

  private static OctaveTable octaves(BigInteger word) {
    return new OctaveTable(
        IntStream.range(0, DigitSegment.CODES)
            .map(l -> bits(word, Byte.SIZE * l, Byte.SIZE))
            .boxed()
            .toList(),
        IntStream.range(0, OctaveTable.DIGITS)
            .map(place -> word.shiftRight(OCTAVE_SETS_LSB + Integer.SIZE * place).intValue())
            .boxed()
            .toList());
  }

  private static int flags(BigInteger word, int segment) {
    return bits(word, FLAGS_LSB + segment * SegmentFlags.BITS, SegmentFlags.BITS);
  }

  private static int bits(BigInteger word, int low, int count) {
    return word.shiftRight(low).intValue() & (1 << count) - 1;
  }

  /// Returns the number that a code stands for, where every segment takes the same plane of the
  /// weights.
  public int number(int code) {
    int first = number(segments.subList(0, held), code);
    int rest = number(segments.subList(held, segments.size()), code);
    return held == 0 ? rest : drained(first, rest);
  }

  private static int number(List<Segment> segments, int code) {
    int number = 0;
    for (Segment segment : segments) {
      number = (number << segment.shift()) + segment.number(code);
    }
    return number;
  }

  /// Returns what is drained of a first sum and the one behind it; wraps as the array does.
  public static int drained(int held, int sum) {
    return HELD_FACTOR * held + (sum << HELD_SHIFT);
  }

  /// Returns what becomes of a sum that is put aside.
  ///
  /// @param accBits bits of the sums of the array
  public static int putAside(int sum, int accBits) {
    int unused = Integer.SIZE - (accBits - HELD_SHIFT);
    return sum << unused >> unused;
  }

  /// Returns the most digits that are issued for one code: fewer than the segments where each of
  /// them is for other codes.
  public int mostDigits() {
    int most = 1;
    for (int code = 0; code < 1 << 4 * actPlanes(); code++) {
      int found = code;
      most = Math.max(most, (int) segments.stream().filter(s -> s.isIssued(found)).count());
    }
    return most;
  }

  /// Returns how many times 4 bits a code has to have, 1 or 2.
  public int actPlanes() {
    return segments.stream()
        .mapToInt(segment ->
            switch (segment) {
              case DigitSegment digits -> 1 + digits.actPlane();
              case OctaveSegment _ -> 2;
            })
        .max()
        .orElse(1);
  }

  /// Returns the number of planes of weight words, 1 or 2.
  public int weightPlanes() {
    return 1 + segments.stream().mapToInt(Segment::weightPlane).max().orElse(0);
  }

  @Override
  public BigInteger word() {
    List<DigitTable> tables = tables(segments);
    List<OctaveTable> octaves = octaves(segments);
    BigInteger word = octaves.isEmpty() ? word(tables) : word(octaves.getFirst());
    for (int s = 0; s < MAX_SEGMENTS; s++) {
      int flags = s < segments.size() ? flags(tables, segments.get(s)).bits() : SegmentFlags.NONE;
      word = with(word, FLAGS_LSB + s * SegmentFlags.BITS, flags);
    }
    return with(word, HELD_LSB, held);
  }

  private static SegmentFlags flags(List<DigitTable> tables, Segment segment) {
    return switch (segment) {
      case DigitSegment digits ->
          new SegmentFlags(
              tables.indexOf(DigitTable.of(digits)),
              digits.actPlane(),
              digits.weightPlane(),
              digits.weightSigned(),
              digits.shift());
      case OctaveSegment octaves ->
          new SegmentFlags(
              octaves.place(), 0, octaves.weightPlane(), octaves.weightSigned(), octaves.shift());
    };
  }

  private static BigInteger word(List<DigitTable> tables) {
    BigInteger word = BigInteger.ZERO;
    for (int table = 0; table < tables.size(); table++) {
      for (int code = 0; code < DigitSegment.CODES; code++) {
        int digit = tables.get(table).digits().get(code);
        word = with(word, table * TABLE_BITS + DIGIT_BITS * code, digit);
      }
      word = with(word, SIGNED_LSB + table, tables.get(table).signed() ? 1 : 0);
    }
    return word;
  }

  private static BigInteger word(OctaveTable octaves) {
    BigInteger word = BigInteger.ZERO.setBit(OCTAVES_BIT);
    for (int l = 0; l < DigitSegment.CODES; l++) {
      word = with(word, Byte.SIZE * l, octaves.mantissas().get(l));
    }
    for (int place = 0; place < OctaveTable.DIGITS; place++) {
      int low = OCTAVE_SETS_LSB + Integer.SIZE * place;
      word = with(word, low, Integer.toUnsignedLong(octaves.issues().get(place)));
    }
    return word;
  }

  private static BigInteger with(BigInteger word, int low, long value) {
    return word.or(BigInteger.valueOf(value).shiftLeft(low));
  }
}
