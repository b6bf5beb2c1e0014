package dev.halfbyte.rtl;

import java.math.BigInteger;
import java.util.Random;

/// A command of `hb_norm` with its rows and parameters.
///
/// @param rows the numbers of each row
/// @param gains G of each element of a row
/// @param biases B of each element of a row
@SuppressWarnings("ArrayRecordComponent") // no test compares commands or changes their rows
record NormCommand(
    int[][] rows,
    boolean rms,
    boolean wide,
    int fractionBits,
    long guard,
    int[] gains,
    int[] biases,
    int t,
    int zero,
    int lo,
    int hi) {

  int count() {
    return rows[0].length;
  }

  /// The other norm of the first row alone.
  NormCommand ofFirstRow() {
    int[][] first = {rows[0]};
    return new NormCommand(first, !rms, wide, fractionBits, guard, gains, biases, t, zero, lo, hi);
  }

  int rootBits() {
    return wide ? 16 : 12;
  }

  /// The codes of a row, of `actBits` bits.
  int[] codes(int row, int actBits) {
    int[] codes = new NormRow(rows[row], rms, guard).normals(rootBits(), fractionBits);
    for (int c = 0; c < codes.length; c++) {
      BigInteger scaled = BigInteger.valueOf((long) codes[c] * gains[c] + biases[c]);
      long code = NormRow.shifted(scaled, t).longValueExact() + zero;
      codes[c] = Math.clamp(code, lo, hi) & ((1 << actBits) - 1);
    }
    return codes;
  }

  /// The most fraction bits with which every normalized element fits.
  static int fractionBits(int count, int rootBits) {
    int octaves = 32 - Integer.numberOfLeadingZeros(count - 1);
    return Math.min(15 - Math.ceilDiv(octaves, 2), rootBits - 1);
  }

  /// A command whose codes spread over the range of `actBits` bits.
  static NormCommand random(Random random, int[][] rows, int actBits) {
    int count = rows[0].length;
    boolean wide = random.nextBoolean();
    boolean signed = random.nextBoolean();
    int most = fractionBits(count, wide ? 16 : 12);
    int fractionBits = random.nextInt(4) > 0 ? most : random.nextInt(most + 1);
    int t = 1 + random.nextInt(random.nextInt(4) > 0 ? 24 : 62);
    // A normalized element of one becomes a code of about a quarter of the range.
    double unit = Math.scalb(1.0, Math.clamp(actBits - 2 + t - fractionBits, 0, 14));
    int[] gains = new int[count];
    int[] biases = new int[count];
    for (int c = 0; c < count; c++) {
      boolean extreme = random.nextInt(32) == 0;
      gains[c] =
          extreme
              ? (short) random.nextInt()
              : Math.clamp((long) (unit * random.nextGaussian()), -32768, 32767);
      long room = (1L << 31) - 1 - 32768L * Math.abs(gains[c]);
      biases[c] = (int) Math.clamp((long) (unit * 256 * random.nextGaussian()), -room, room);
    }
    int lo = signed ? -(1 << (actBits - 1)) : 0;
    int hi = lo + (1 << actBits) - 1;
    int zero = signed ? 0 : random.nextInt(1 << actBits);
    long guard = 1 + (random.nextLong() & ((1L << random.nextInt(49)) - 1)) % ((1L << 48) - 1);
    return new NormCommand(
        rows, random.nextBoolean(), wide, fractionBits, guard, gains, biases, t, zero, lo, hi);
  }
}
