package dev.halfbyte.rtl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// How a row-serial GEMM makes products of wider codes, or of code tables, out of 4-bit digits: the
/// word of [Memory#DECODE] for `hb_row_engine`.
///
/// A sum is `(..(s0 << h1) + s1 << h2) + ..` over the sums of the segments and the shifts in front
/// of them.
///
/// @param segments 1 to 4 segments, in the order in which they pass the array
public record DigitPlanes(List<DigitSegment> segments) implements Decoding {
  /// The most segments.
  public static final int MAX_SEGMENTS = 4;

  /// Position of the number of segments less one.
  public static final int LAST_LSB = MAX_SEGMENTS * DigitSegment.BITS;

  private static final int FLAGS_LSB = 64;

  public DigitPlanes {
    segments = List.copyOf(segments);
    if (segments.isEmpty() || segments.size() > MAX_SEGMENTS) {
      throw new IllegalArgumentException(segments.size() + " segments");
    }
  }

  /// Returns the one segment of a command without the flag `decode`.
  public static DigitPlanes plain(boolean actSigned) {
    return new DigitPlanes(List.of(DigitSegment.ofCodes(0, 0, actSigned, true, 0)));
  }

  /// Returns the planes whose [#word] this is.
  public static DigitPlanes ofWord(BigInteger word) {
    int last = bits(word, LAST_LSB, 2);
    List<DigitSegment> segments = new ArrayList<>();
    for (int s = 0; s <= last; s++) {
      int base = s * DigitSegment.BITS;
      List<Integer> digits = new ArrayList<>();
      for (int code = 0; code < DigitSegment.CODES; code++) {
        digits.add(bits(word, base + 4 * code, 4));
      }
      segments.add(DigitSegment.ofFlags(digits, bits(word, base + FLAGS_LSB, 6)));
    }
    return new DigitPlanes(segments);
  }

  private static int bits(BigInteger word, int low, int count) {
    return word.shiftRight(low).intValue() & (1 << count) - 1;
  }

  /// Returns the number that a code stands for, where every segment reads the same plane.
  public int number(int code) {
    int number = 0;
    for (DigitSegment segment : segments) {
      number = (number << segment.shift()) + segment.number(code);
    }
    return number;
  }

  /// Returns the number of planes of act words, 1 or 2.
  public int actPlanes() {
    return 1 + segments.stream().mapToInt(DigitSegment::actPlane).max().orElse(0);
  }

  /// Returns the number of planes of weight words, 1 or 2.
  public int weightPlanes() {
    return 1 + segments.stream().mapToInt(DigitSegment::weightPlane).max().orElse(0);
  }

  @Override
  public BigInteger word() {
    BigInteger word = BigInteger.valueOf(segments.size() - 1).shiftLeft(LAST_LSB);
    for (int s = 0; s < segments.size(); s++) {
      DigitSegment segment = segments.get(s);
      int base = s * DigitSegment.BITS;
      for (int code = 0; code < DigitSegment.CODES; code++) {
        BigInteger digit = BigInteger.valueOf(segment.digits().get(code));
        word = word.or(digit.shiftLeft(base + 4 * code));
      }
      word = word.or(BigInteger.valueOf(segment.flags()).shiftLeft(base + FLAGS_LSB));
    }
    return word;
  }
}
