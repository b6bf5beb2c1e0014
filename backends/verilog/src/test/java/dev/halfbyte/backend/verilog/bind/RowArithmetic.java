package dev.halfbyte.backend.verilog.bind;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One row of a softmax or a norm, by the formulas of numerics.md, sections 8 and 10.
final class RowArithmetic {
  private RowArithmetic() {}

  /// What a row of a late softmax multiplies and shifts by.
  record Factor(long multiplier, int shift) {}

  /// The codes of a row, and its factor in `norm late`.
  record Softmax(List<Integer> codes, Optional<Factor> factor) {}

  static Softmax softmax(
      long[] logits, int count, SoftmaxForm form, SoftmaxTable table, int zeroCode) {
    long max = Short.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, logits[i]);
    }
    int[] distances = new int[count];
    long sum = 0;
    for (int i = 0; i < count; i++) {
      distances[i] = (int) Math.min(Math.max(max - logits[i], 0), 255);
      sum += table.numbers().get(distances[i]);
    }
    int[] codes = new int[logits.length];
    Arrays.fill(codes, zeroCode);
    long logarithm = form instanceof SoftmaxForm.Early ? logarithm(Math.max(sum, 1 << 14)) : 0;
    for (int i = 0; i < count; i++) {
      codes[i] = table.codes().get(Math.clamp(distances[i] + logarithm, 0, 255));
    }
    return new Softmax(
        Arrays.stream(codes).boxed().toList(),
        form instanceof SoftmaxForm.Late late
            ? Optional.of(factor(Math.max(1, sum), late))
            : Optional.empty());
  }

  /// `16 log2(sum / 2^14)` by the leading eight bits.
  private static long logarithm(long sum) {
    int exponent = 63 - Long.numberOfLeadingZeros(sum);
    long leading = exponent >= 7 ? sum >> (exponent - 7) : sum << (7 - exponent);
    long fraction = Math.round(16 * Math.log((leading + 0.5) / 128) / Math.log(2));
    return 16L * (exponent - 14) + fraction;
  }

  private static Factor factor(long sum, SoftmaxForm.Late late) {
    int exponent = 63 - Long.numberOfLeadingZeros(sum);
    long mantissa = BigInteger.valueOf(sum).shiftLeft(31).shiftRight(exponent).longValueExact();
    long reciprocal = ((1L << 47) - 1) / mantissa;
    return new Factor(reciprocal * late.ratio() >> late.drop(), exponent + late.offset());
  }

  static long[] norm(long[] row, NormForm form, Clamp clamp) {
    BigInteger extent = BigInteger.valueOf(row.length);
    BigInteger sum = BigInteger.ZERO;
    BigInteger squares = BigInteger.ZERO;
    for (long q : row) {
      sum = sum.add(BigInteger.valueOf(q));
      squares = squares.add(BigInteger.valueOf(q).pow(2));
    }
    if (form.kind() == NormForm.Kind.RMS) {
      sum = BigInteger.ZERO;
    }
    BigInteger variance =
        extent
            .multiply(squares)
            .subtract(sum.pow(2))
            .add(BigInteger.valueOf(form.guard()))
            .max(BigInteger.ONE);
    int exponent = variance.bitLength() - 1;
    int half = exponent >> 1;
    BigInteger mantissa =
        variance.shiftLeft(62).shiftRight(exponent).shiftRight(exponent % 2 == 0 ? 32 : 31);
    BigInteger root =
        BigInteger.ONE
            .shiftLeft(2 * form.rootBits() + 30)
            .divide(mantissa)
            .sqrt()
            .min(BigInteger.ONE.shiftLeft(form.rootBits()).subtract(BigInteger.ONE));
    int shift = form.rootBits() + half - form.fractionBits();
    long[] codes = new long[row.length];
    for (int i = 0; i < row.length; i++) {
      BigInteger distance = extent.multiply(BigInteger.valueOf(row[i])).subtract(sum);
      long z =
          Math.clamp(
              rounded(distance.multiply(root), shift), Short.MIN_VALUE, (long) Short.MAX_VALUE);
      BigInteger affine = BigInteger.valueOf(z * form.gains().at(i) + form.biases().at(i));
      codes[i] =
          Math.clamp(clamp.zero() + rounded(affine, form.shift()), clamp.lo(), (long) clamp.hi());
    }
    return codes;
  }

  private static long rounded(BigInteger value, int shift) {
    return value.add(BigInteger.ONE.shiftLeft(shift - 1)).shiftRight(shift).longValueExact();
  }
}
