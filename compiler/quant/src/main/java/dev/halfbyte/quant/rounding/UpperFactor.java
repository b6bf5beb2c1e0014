package dev.halfbyte.quant.rounding;

/// `H = R R^T` with `R` upper triangular: Cholesky's factorization from the last row upwards.
///
/// The inverse of `R` is the factor that GPTQ takes of the inverse of `H`, so no inverse is needed.
final class UpperFactor {
  private UpperFactor() {}

  /// @param matrix symmetric and positive definite, its upper triangle; not changed
  /// @return rows of `R`, zero below the diagonal
  static double[][] of(double[][] matrix) {
    int size = matrix.length;
    double[][] factor = new double[size][size];
    for (int j = size - 1; j >= 0; j--) {
      double[] row = factor[j];
      double rest = matrix[j][j] - dot(row, row, j + 1);
      if (!(rest > 0)) {
        throw new ArithmeticException("not positive definite at " + j + ": " + rest);
      }
      row[j] = Math.sqrt(rest);
      for (int i = 0; i < j; i++) {
        factor[i][j] = (matrix[i][j] - dot(factor[i], row, j + 1)) / row[j];
      }
    }
    return factor;
  }

  private static double dot(double[] left, double[] right, int begin) {
    double sum = 0;
    for (int k = begin; k < left.length; k++) {
      sum += left[k] * right[k];
    }
    return sum;
  }
}
