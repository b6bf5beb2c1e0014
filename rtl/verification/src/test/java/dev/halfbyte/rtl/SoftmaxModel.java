package dev.halfbyte.rtl;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;

/// A softmax in integers as section 10 of compiler/docs/numerics.md has it, on one row.
final class SoftmaxModel {
  static final int DISTANCES = 256;

  private static final int OCTAVE = 16;
  private static final int POINT = 14;

  private final int[] numbers;
  private final int[] codes;

  /// @param numbers the number of the code at each of 256 distances, u16
  /// @param codes the code at each distance, u8
  SoftmaxModel(int[] numbers, int[] codes) {
    this.numbers = numbers.clone();
    this.codes = codes.clone();
  }

  /// Random tables: the unit knows nothing of encodings.
  static SoftmaxModel random(Random random) {
    return new SoftmaxModel(
        random.ints(DISTANCES, 0, 1 << 16).toArray(), random.ints(DISTANCES, 0, 256).toArray());
  }

  /// The codes nearest to `2^(-d / 16)` of the largest number of a table of an encoding.
  static SoftmaxModel of(int[] encoding) {
    int largest = Arrays.stream(encoding).max().orElseThrow();
    int[] codes = new int[DISTANCES];
    Arrays.setAll(codes, d -> nearest(encoding, largest * Math.pow(2, -d / (double) OCTAVE)));
    return new SoftmaxModel(Arrays.stream(codes).map(code -> encoding[code]).toArray(), codes);
  }

  /// The 4-bit table `log2(step = 1/k)`.
  static int[] logarithmic(int k) {
    int[] encoding = new int[16];
    for (int q = 0; q < encoding.length - 1; q++) {
      int octaves = Math.ceilDiv(q, k);
      long mantissa = Math.round(128 * Math.pow(2, (double) (k * octaves - q) / k));
      encoding[q] = (int) Math.floor(Math.scalb((double) mantissa, 7 - octaves) + 0.5);
    }
    return encoding;
  }

  /// The code whose number is nearest, of two the one with the larger.
  static int nearest(int[] encoding, double number) {
    int best = 0;
    for (int code = 1; code < encoding.length; code++) {
      double gain = Math.abs(encoding[best] - number) - Math.abs(encoding[code] - number);
      if (gain > 0 || (gain == 0 && encoding[code] > encoding[best])) {
        best = code;
      }
    }
    return best;
  }

  /// The number at a distance.
  int number(int distance) {
    return numbers[distance];
  }

  /// The entry of the table at a distance, a number above a code.
  long entry(int distance) {
    return (long) numbers[distance] << 8 | codes[distance];
  }

  /// The distances from the greatest logit.
  static int[] distances(int[] logits) {
    int greatest = Arrays.stream(logits).max().orElse(0);
    return Arrays.stream(logits).map(t -> Math.min(greatest - t, DISTANCES - 1)).toArray();
  }

  /// `norm late`: codes of the elements that are present.
  int[] late(int[] logits) {
    return Arrays.stream(distances(logits)).map(d -> codes[d]).toArray();
  }

  /// `norm late`: `{e, R}` of the sum of the numbers, R in 16 bits.
  int factor(int[] logits) {
    long sum = Arrays.stream(distances(logits)).mapToLong(d -> numbers[d]).sum();
    return factor(Math.max(1, sum));
  }

  /// `{e, R}` of a sum of at least 1: `1 / sum ~ R / 2^(16 + e)`.
  static int factor(long sum) {
    int e = 63 - Long.numberOfLeadingZeros(sum);
    BigInteger n = BigInteger.valueOf(sum).shiftLeft(31).shiftRight(e);
    BigInteger ones = BigInteger.ONE.shiftLeft(47).subtract(BigInteger.ONE);
    return e << 16 | ones.divide(n).intValueExact();
  }

  /// `norm early`: codes of the elements that are present.
  int[] early(int[] logits) {
    int[] distances = distances(logits);
    long sum = Arrays.stream(distances).mapToLong(SoftmaxModel::weight).sum();
    int log = logarithm(Math.max(1 << POINT, sum));
    return Arrays.stream(distances).map(d -> codes[Math.min(d + log, DISTANCES - 1)]).toArray();
  }

  /// `2^(-d / 16)` in units of `2^-14`.
  static int weight(int distance) {
    double mantissa = Math.pow(2, POINT - distance % OCTAVE / (double) OCTAVE);
    return (int) Math.round(mantissa) >> distance / OCTAVE;
  }

  /// `16 log2(sum / 2^14)`.
  static int logarithm(long sum) {
    int e = 63 - Long.numberOfLeadingZeros(sum);
    double middle = ((sum << 7 >> e) + 0.5) / 128;
    return OCTAVE * (e - POINT) + (int) Math.round(OCTAVE * Math.log(middle) / Math.log(2));
  }
}
