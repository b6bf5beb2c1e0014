package dev.halfbyte.bench.rtl;

import dev.halfbyte.rtl.DigitPlanes;
import dev.halfbyte.rtl.DigitSegment;
import dev.halfbyte.rtl.Segment;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// What codes of activations stand for, and the passes of digits that the engine makes of them.
///
/// @param bits of a code, 4 or 8
/// @param number of each code
/// @param planes the passes
/// @param decoded whether the engine needs the word of the passes, which it does for all but plain
///   4-bit codes
record Numbers(int bits, IntUnaryOperator number, DigitPlanes planes, boolean decoded) {
  private static final int DIGITS = 4;
  private static final int DIGIT_BITS = 4;

  /// Signed codes of 4 bits.
  static Numbers signed4() {
    return new Numbers(4, code -> extended(code, 4), DigitPlanes.plain(true), false);
  }

  /// Signed codes of 8 bits: two planes of digits.
  static Numbers signed8() {
    DigitPlanes planes =
        new DigitPlanes(
            List.of(
                DigitSegment.ofCodes(1, 0, true, true, 0),
                DigitSegment.ofCodes(0, 0, false, true, DIGIT_BITS)));
    return new Numbers(8, code -> extended(code, 8), planes, true);
  }

  /// Codes of 4 bits with the numbers of a table: a pass for each of their hexadecimal digits.
  ///
  /// @param number 0 .. 65535 for each code
  static Numbers table(IntUnaryOperator number) {
    List<Segment> segments =
        IntStream.range(0, DIGITS)
            .map(d -> DIGITS - 1 - d)
            .<Segment>mapToObj(d -> {
              List<Integer> digits =
                  IntStream.range(0, DigitSegment.CODES)
                      .map(code -> number.applyAsInt(code) >> DIGIT_BITS * d & 15)
                      .boxed()
                      .toList();
              return new DigitSegment(digits, 0, 0, false, true, d == DIGITS - 1 ? 0 : DIGIT_BITS);
            })
            .toList();
    return new Numbers(4, number, new DigitPlanes(segments), true);
  }

  static int extended(int code, int bits) {
    return code << Integer.SIZE - bits >> Integer.SIZE - bits;
  }

  /// The exact sums of `act x weights`, weights being signed codes of 4 bits.
  int[][] product(Codes act, Codes weights) {
    byte[] values = weights.values();
    int[] columns = new int[values.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = extended(values[i], 4);
    }
    int n = weights.cols();
    int[][] sums = new int[act.rows()][n];
    for (int r = 0; r < act.rows(); r++) {
      for (int k = 0; k < act.cols(); k++) {
        int a = number.applyAsInt(act.at(r, k));
        for (int c = 0; c < n; c++) {
          sums[r][c] += a * columns[k * n + c];
        }
      }
    }
    return sums;
  }
}
