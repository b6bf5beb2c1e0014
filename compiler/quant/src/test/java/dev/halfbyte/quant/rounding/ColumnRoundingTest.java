package dev.halfbyte.quant.rounding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.quant.codes.Fp4Family;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnRoundingTest {
  private static final int SIZE = 24;
  private static final Encoding S4 = new Encoding.Affine(ElemType.S4, 0);
  private static final Encoding FP4 = new Fp4Family().table(4);

  /// Inputs that depend on each other, as those of trained layers do.
  private static LayerMoments moments(long seed, double[] sizes) {
    Random random = new Random(seed);
    LayerMoments moments = new LayerMoments(SIZE);
    for (int n = 0; n < 200; n++) {
      double common = random.nextGaussian();
      double[] row = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        row[i] = sizes[i] * (common + 0.7 * random.nextGaussian());
      }
      moments.add(row, row);
    }
    return moments;
  }

  private static double[] equal() {
    double[] sizes = new double[SIZE];
    Arrays.fill(sizes, 1);
    return sizes;
  }

  private static double[] row(long seed) {
    Random random = new Random(seed);
    double[] row = new double[SIZE];
    Arrays.setAll(row, _ -> random.nextGaussian());
    return row;
  }

  private static double[] scales(double scale) {
    double[] scales = new double[SIZE];
    Arrays.fill(scales, scale);
    return scales;
  }

  private static double error(
      LayerMoments moments, Encoding encoding, double[] row, double[] scales, long[] codes) {
    double[] lost = new double[SIZE];
    Arrays.setAll(lost, i -> row[i] - encoding.decode(codes[i]) * scales[i]);
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        sum += lost[i] * lost[j] * moments.product(i, j);
      }
    }
    return sum;
  }

  private static long[] nearest(double[] row, double scale) {
    return Arrays.stream(row).mapToLong(w -> Math.clamp(Math.round(w / scale), -7, 7)).toArray();
  }

  @Test
  void theErrorOfTheLayerFalls() {
    LayerMoments moments = moments(1, equal());
    ColumnRounding rounding = new ColumnRounding(moments, S4);
    double near = 0;
    double columns = 0;
    double descended = 0;
    for (int seed = 0; seed < 40; seed++) {
      double[] row = row(seed);
      double[] scales = scales(0.35);
      long[] found = rounding.round(row, scales);
      near += error(moments, S4, row, scales, nearest(row, 0.35));
      columns += error(moments, S4, row, scales, found);
      rounding.descend(row, scales, found);
      descended += error(moments, S4, row, scales, found);
    }
    assertTrue(columns < 0.6 * near, columns + " of " + near);
    assertTrue(descended < columns, descended + " of " + columns);
  }

  /// GPTQ as it is published: with the factor of the inverse, and the rest of the row updated after
  /// each column.
  @Test
  void isThePublishedAlgorithm() {
    double[] sizes = equal();
    Arrays.setAll(sizes, i -> 1 + 0.1 * i);
    LayerMoments moments = moments(4, sizes);
    int[] order =
        IntStream.range(0, SIZE)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -moments.product(i, i)))
            .mapToInt(i -> i)
            .toArray();
    double[][] inverse = inverse(damped(moments, order));
    double[] row = row(9);
    double[] scales = scales(0.3);
    double[] rest = new double[SIZE];
    Arrays.setAll(rest, k -> row[order[k]]);
    long[] expected = new long[SIZE];
    for (int k = 0; k < SIZE; k++) {
      long code = Math.clamp((long) Math.rint(rest[k] / 0.3), -7, 7);
      expected[order[k]] = code;
      double error = (rest[k] - code * 0.3) / inverse[k][k];
      for (int j = k; j < SIZE; j++) {
        rest[j] -= error * inverse[k][j];
      }
      // Without input k the inverse is that of the remaining inputs.
      for (int i = k + 1; i < SIZE; i++) {
        double factor = inverse[i][k] / inverse[k][k];
        for (int j = k; j < SIZE; j++) {
          inverse[i][j] -= factor * inverse[k][j];
        }
      }
    }
    assertArrayEquals(expected, new ColumnRounding(moments, S4).round(row, scales));
  }

  private static double[][] damped(LayerMoments moments, int[] order) {
    double trace = 0;
    for (int i = 0; i < SIZE; i++) {
      trace += moments.product(i, i);
    }
    double[][] matrix = new double[SIZE][SIZE];
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        matrix[i][j] = moments.product(order[i], order[j]);
      }
      matrix[i][i] += 0.01 * trace / SIZE;
    }
    return matrix;
  }

  /// By Gauss and Jordan.
  private static double[][] inverse(double[][] matrix) {
    double[][] inverse = new double[SIZE][SIZE];
    for (int i = 0; i < SIZE; i++) {
      inverse[i][i] = 1;
    }
    for (int k = 0; k < SIZE; k++) {
      double pivot = matrix[k][k];
      for (int j = 0; j < SIZE; j++) {
        matrix[k][j] /= pivot;
        inverse[k][j] /= pivot;
      }
      for (int i = 0; i < SIZE; i++) {
        double factor = matrix[i][k];
        for (int j = 0; j < SIZE && i != k; j++) {
          matrix[i][j] -= factor * matrix[k][j];
          inverse[i][j] -= factor * inverse[k][j];
        }
      }
    }
    return inverse;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-18, 1e18})
  void inputsOfOneSizeOnlyGiveCodes(double size) {
    double[] sizes = equal();
    Arrays.setAll(sizes, i -> i == 5 ? size : 0);
    LayerMoments moments = moments(2, sizes);
    double[] row = row(3);
    long[] found = new ColumnRounding(moments, S4).round(row, scales(0.4));
    assertArrayEquals(nearest(row, 0.4), found);
  }

  @Test
  void constantInputsShareTheirError() {
    LayerMoments moments = new LayerMoments(SIZE);
    double[] ones = equal();
    moments.add(ones, ones);
    double[] row = scales(0.4);
    long[] found = new ColumnRounding(moments, S4).round(row, equal());
    // All near 0.4 would be 0; together they are to make 9.6.
    assertEquals(SIZE * 0.4, (double) Arrays.stream(found).sum(), 1);
  }

  @Test
  void codesOfTablesAreThoseOfTheTable() {
    LayerMoments moments = moments(6, equal());
    ColumnRounding rounding = new ColumnRounding(moments, FP4);
    double[] row = row(8);
    double[] scales = scales(0.2);
    long[] found = rounding.round(row, scales);
    double before = error(moments, FP4, row, scales, found);
    rounding.descend(row, scales, found);
    assertTrue(error(moments, FP4, row, scales, found) <= before);
    assertTrue(Arrays.stream(found).allMatch(code -> code >= 0 && code < 16));
  }

  @Test
  void factorsGiveTheMatrixBack() {
    double[][] matrix = {{4, 1, 0.5}, {1, 3, -1}, {0.5, -1, 2}};
    double[][] factor = UpperFactor.of(matrix);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          sum += factor[i][k] * factor[j][k];
        }
        assertEquals(matrix[i][j], sum, 1e-12);
        assertTrue(j >= i || factor[i][j] == 0);
      }
    }
    assertThrows(ArithmeticException.class, () -> UpperFactor.of(new double[][] {{1, 2}, {2, 1}}));
  }
}
