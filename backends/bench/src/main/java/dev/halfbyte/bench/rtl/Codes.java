package dev.halfbyte.bench.rtl;

import java.util.Random;
import java.util.function.IntUnaryOperator;

/// A matrix of codes as they are stored, row by row.
final class Codes {
  private final int rows;
  private final int cols;
  private final byte[] values;

  Codes(int rows, int cols, byte[] values) {
    this.rows = rows;
    this.cols = cols;
    this.values = values.clone();
  }

  int rows() {
    return rows;
  }

  int cols() {
    return cols;
  }

  byte[] values() {
    return values.clone();
  }

  /// Codes of `bits` in which 0 does not occur.
  static Codes withoutZeros(Random random, int rows, int cols, int bits) {
    return drawn(rows, cols, _ -> 1 + random.nextInt((1 << bits) - 1));
  }

  /// Codes of 8 bits neither digit of which is 0.
  static Codes withoutZeroDigits(Random random, int rows, int cols) {
    return drawn(rows, cols, _ -> 1 + random.nextInt(15) | 1 + random.nextInt(15) << 4);
  }

  /// Codes of 4 bits of which a share is 0.
  ///
  /// @param run elements of a row that are zero or not together; the first run of a row is cut off
  ///   anywhere
  static Codes withZeros(Random random, int rows, int cols, double share, int run) {
    byte[] values = new byte[rows * cols];
    for (int r = 0; r < rows; r++) {
      int left = 1 + random.nextInt(run);
      boolean zero = random.nextDouble() < share;
      for (int c = 0; c < cols; c++) {
        values[r * cols + c] = (byte) (zero ? 0 : 1 + random.nextInt(15));
        left--;
        if (left == 0) {
          left = run;
          zero = random.nextDouble() < share;
        }
      }
    }
    return new Codes(rows, cols, values);
  }

  /// Codes of 4 bits of which in each column two of four neighbours are 0.
  static Codes halfZeros(Random random, int rows, int cols) {
    byte[] values = new byte[rows * cols];
    for (int first = 0; first < rows; first += 4) {
      for (int c = 0; c < cols; c++) {
        int zero = random.nextInt(4);
        int other = (zero + 1 + random.nextInt(3)) % 4;
        for (int r = 0; r < Math.min(4, rows - first); r++) {
          boolean used = r != zero && r != other;
          values[(first + r) * cols + c] = (byte) (used ? 1 + random.nextInt(15) : 0);
        }
      }
    }
    return new Codes(rows, cols, values);
  }

  private static Codes drawn(int rows, int cols, IntUnaryOperator code) {
    byte[] values = new byte[rows * cols];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) code.applyAsInt(i);
    }
    return new Codes(rows, cols, values);
  }

  /// Returns the code at a place, unsigned; 0 beyond the matrix.
  int at(int row, int col) {
    return row < rows && col < cols ? values[row * cols + col] & 0xff : 0;
  }

  /// The share of one code.
  double share(int code) {
    int count = 0;
    for (byte value : values) {
      count += value == code ? 1 : 0;
    }
    return (double) count / values.length;
  }

  /// Some of the rows.
  Codes row(int from, int to) {
    byte[] part = new byte[(to - from) * cols];
    System.arraycopy(values, from * cols, part, 0, part.length);
    return new Codes(to - from, cols, part);
  }
}
