package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.rtl.AcceleratorConfig;
import java.util.List;
import java.util.stream.IntStream;

/// A K x N matrix of decoded weights.
public final class Weights {
  private final int k;
  private final int n;
  private final short[] values;

  /// Takes a copy of `values`, row-major K x N.
  Weights(int k, int n, short[] values) {
    this.k = k;
    this.n = n;
    this.values = values.clone();
  }

  /// Returns the weights that give back what they are multiplied with.
  static Weights identity(int extent) {
    short[] values = new short[extent * extent];
    for (int i = 0; i < extent; i++) {
      values[i * extent + i] = 1;
    }
    return new Weights(extent, extent, values);
  }

  /// Returns the reduced extent.
  public int k() {
    return k;
  }

  /// Returns the number of columns.
  public int n() {
    return n;
  }

  /// Returns the weight of row `row` and column `col`; 0 outside the matrix, which pads tails.
  public int at(int row, int col) {
    return row < k && col < n ? values[row * n + col] : 0;
  }

  /// Returns how many weights are zero.
  public long zeros() {
    long zeros = 0;
    for (short value : values) {
      zeros += value == 0 ? 1 : 0;
    }
    return zeros;
  }

  boolean isZeroRow(int row) {
    return IntStream.range(0, n).allMatch(col -> at(row, col) == 0);
  }

  /// Returns some of the rows, in their order.
  Weights rows(List<Integer> chosen) {
    short[] some = new short[chosen.size() * n];
    for (int row = 0; row < chosen.size(); row++) {
      System.arraycopy(values, chosen.get(row) * n, some, row * n, n);
    }
    return new Weights(chosen.size(), n, some);
  }

  /// Returns some of the columns, in their order.
  Weights columns(List<Integer> chosen) {
    short[] some = new short[k * chosen.size()];
    for (int row = 0; row < k; row++) {
      for (int col = 0; col < chosen.size(); col++) {
        some[row * chosen.size() + col] = values[row * n + chosen.get(col)];
      }
    }
    return new Weights(k, chosen.size(), some);
  }

  /// Returns the sum of each column.
  Channels columnSums() {
    long[] sums = new long[n];
    for (int row = 0; row < k; row++) {
      for (int col = 0; col < n; col++) {
        sums[col] += at(row, col);
      }
    }
    return Channels.of(sums);
  }

  /// Returns how many times the bits of a stored weight are needed for one of these, 1 or 2.
  int planes(AcceleratorConfig config) {
    long limit = 1L << (config.wgtBits() - 1);
    return min() >= -limit && max() < limit ? 1 : 2;
  }

  int min() {
    int min = 0;
    for (short value : values) {
      min = Math.min(min, value);
    }
    return min;
  }

  int max() {
    int max = 0;
    for (short value : values) {
      max = Math.max(max, value);
    }
    return max;
  }
}
