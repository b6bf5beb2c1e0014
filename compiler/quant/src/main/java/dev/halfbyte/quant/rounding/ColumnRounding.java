package dev.halfbyte.quant.rounding;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.quant.codes.NearestCode;
import java.util.Comparator;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Rounds the rows of a weight so that `d^T H d` stays small, where `d` is what a row loses and `H`
/// the sum of products of inputs: the squared error of the layer over the samples.
///
/// Columns are rounded one after the other, those of the largest inputs first, each after it took
/// over the errors of those before it (Frantar et al., GPTQ, ICLR 2023): with `H = R R^T` the error
/// is `sum_j (R_jj d_j + sum_i<j R_ij d_i)^2`, so column `j` is rounded at `w_j + sum_i<j d_i R_ij
/// / R_jj`. A hundredth of the mean of the diagonal is added to it; inputs that are always zero
/// leave their columns at the nearest code.
final class ColumnRounding {
  private static final double DAMPING = 0.01;
  private static final int SWEEPS = 20;

  private final int[] order;
  private final double[][] damped;
  private final double[][] factor;
  private final Encoding encoding;
  private final NearestCode nearest;
  private final double reach;

  /// Codes by the numbers that they stand for, one each.
  private final TreeMap<Long, Long> codes = new TreeMap<>();

  ColumnRounding(LayerMoments moments, Encoding encoding) {
    this.encoding = encoding;
    nearest = new NearestCode(encoding);
    reach = encoding.maxDecoded();
    IntType storage = encoding.storage();
    for (long code = storage.max(); code >= storage.min(); code--) {
      if (isCode(code) && Math.abs(encoding.decode(code)) <= reach) {
        codes.put(encoding.decode(code), code);
      }
    }
    int size = moments.size();
    order =
        IntStream.range(0, size)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer i) -> -moments.product(i, i))
                    .thenComparing(Comparator.naturalOrder()))
            .mapToInt(Integer::intValue)
            .toArray();
    damped = damped(moments);
    factor = UpperFactor.of(damped);
  }

  private boolean isCode(long code) {
    return switch (encoding) {
      case Encoding.Affine _ -> true;
      case Encoding.Table table -> code - table.storage().min() < table.entries().size();
    };
  }

  private double[][] damped(LayerMoments moments) {
    int size = order.length;
    double trace = 0;
    for (int i = 0; i < size; i++) {
      trace += moments.product(i, i);
    }
    double added = trace > 0 ? DAMPING * trace / size : 1;
    double[][] matrix = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        matrix[i][j] = moments.product(order[i], order[j]);
      }
      matrix[i][i] += added;
    }
    return matrix;
  }

  /// The codes of a row.
  ///
  /// @param scales of its columns
  long[] round(double[] row, double[] scales) {
    int size = order.length;
    double[] taken = new double[size];
    long[] found = new long[size];
    for (int k = 0; k < size; k++) {
      int column = order[k];
      double wanted = row[column] + taken[k] / factor[k][k];
      found[column] = nearest(wanted / scales[column]);
      double lost = row[column] - encoding.decode(found[column]) * scales[column];
      double[] products = factor[k];
      for (int j = k + 1; j < size; j++) {
        taken[j] += lost * products[j];
      }
    }
    return found;
  }

  private long nearest(double number) {
    return nearest.of(Math.min(Math.max(number, -reach), reach));
  }

  /// Moves single codes to a neighbour as long as that makes the error of the row smaller.
  ///
  /// @param found codes of the row, changed in place
  void descend(double[] row, double[] scales, long[] found) {
    int size = order.length;
    double[] lost = new double[size];
    for (int k = 0; k < size; k++) {
      int column = order[k];
      lost[k] = row[column] - encoding.decode(found[column]) * scales[column];
    }
    double[] slope = new double[size];
    for (int k = 0; k < size; k++) {
      for (int j = 0; j < size; j++) {
        slope[k] += damped[k][j] * lost[j];
      }
    }
    boolean moved = true;
    for (int sweep = 0; sweep < SWEEPS && moved; sweep++) {
      moved = false;
      for (int k = 0; k < size; k++) {
        int column = order[k];
        long number = encoding.decode(found[column]);
        // A larger number loses less: the gradient of the error by it is -slope.
        Long next = slope[k] > 0 ? codes.higherKey(number) : codes.lowerKey(number);
        if (next == null) {
          continue;
        }
        double step = (next - number) * scales[column];
        double change = step * (step * damped[k][k] - 2 * slope[k]);
        if (change < 0) {
          found[column] = Objects.requireNonNull(codes.get(next));
          double[] products = damped[k];
          for (int j = 0; j < size; j++) {
            slope[j] -= step * products[j];
          }
          moved = true;
        }
      }
    }
  }
}
