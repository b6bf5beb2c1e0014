package dev.halfbyte.quant.calibrate;

import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.codes.TableFamily;
import dev.halfbyte.quant.codes.TableSearch;
import dev.halfbyte.quant.softmax.LogitRows;
import dev.halfbyte.quant.softmax.Rom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Rows that a softmax gave, and how close the numbers of a code table come to them.
///
/// Of each tensor of a sample at most 64 rows are kept, evenly spaced, in the order of the samples:
/// the result does not depend on who observed them.
final class ProbabilityRows implements TableSearch.Measure {
  private static final int MOST_ROWS = 64;

  private final int bits;
  private final boolean late;
  private final SortedMap<Integer, List<Row>> samples = new TreeMap<>();

  /// @param late whether numbers are relative to the largest of their row, and divided by their sum
  ProbabilityRows(int bits, boolean late) {
    this.bits = bits;
    this.late = late;
  }

  /// Elements that are present, with the index of each into the table of the integer form.
  private static final class Row {
    final double[] probabilities;
    final int[] indices;

    Row(double[] probabilities, int[] indices) {
      this.probabilities = probabilities;
      this.indices = indices;
    }
  }

  void keep(int sample, Tensor tensor) {
    Shape shape = tensor.type().shape();
    float[] values = tensor.floats();
    int width = Math.toIntExact(shape.dim(shape.rank() - 1).fixed());
    int count = width == 0 ? 0 : values.length / width;
    int step = Math.max(1, Math.ceilDiv(count, MOST_ROWS));
    List<Row> into = samples.computeIfAbsent(sample, _ -> new ArrayList<>());
    for (int row = 0; row < count; row += step) {
      into.add(row(values, row * width, (row + 1) * width));
    }
  }

  /// Absent elements are zero and have a code of their own.
  private Row row(float[] values, int begin, int end) {
    double[] probabilities = new double[end - begin];
    int[] indices = new int[end - begin];
    double largest = 0;
    for (int i = begin; i < end; i++) {
      largest = Math.max(largest, values[i]);
    }
    int size = 0;
    for (int i = begin; i < end; i++) {
      if (values[i] > 0) {
        double octaves =
            -StrictMath.log(late ? values[i] / largest : values[i]) / StrictMath.log(2);
        indices[size] = (int) Math.clamp(Math.rint(LogitRows.OCTAVE * octaves), 0, Rom.LAST);
        probabilities[size++] = values[i];
      }
    }
    return new Row(Arrays.copyOf(probabilities, size), Arrays.copyOf(indices, size));
  }

  void merge(ProbabilityRows other) {
    samples.putAll(other.samples);
  }

  /// The sum of squared differences of probabilities.
  @Override
  public double error(TableFamily family, double reach) {
    Encoding encoding = family.table(bits);
    Rom rom = Rom.codes(encoding, family.one(bits));
    double[] numbers = new double[Rom.LAST + 1];
    for (int d = 0; d <= Rom.LAST; d++) {
      numbers[d] = encoding.decode(rom.entry().applyAsLong(d));
    }
    double sum = 0;
    for (List<Row> rows : samples.values()) {
      for (Row row : rows) {
        sum += error(row, numbers, reach / family.one(bits));
      }
    }
    return sum;
  }

  private double error(Row row, double[] numbers, double scale) {
    double divisor = 0;
    for (int index : row.indices) {
      divisor += numbers[index];
    }
    double unit = late ? 1 / Math.max(1, divisor) : scale;
    double sum = 0;
    for (int i = 0; i < row.indices.length; i++) {
      double error = numbers[row.indices[i]] * unit - row.probabilities[i];
      sum += error * error;
    }
    return sum;
  }
}
