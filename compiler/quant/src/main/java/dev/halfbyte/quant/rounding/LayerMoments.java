package dev.halfbyte.quant.rounding;

/// First and second moments of the inputs of a layer: sums over all rows of all samples, in the
/// order in which they are added.
final class LayerMoments {
  private final double[][] products;
  private final double[] sums;
  private final double[] exactSums;
  private long rows;

  LayerMoments(int size) {
    products = new double[size][size];
    sums = new double[size];
    exactSums = new double[size];
  }

  int size() {
    return sums.length;
  }

  /// Adds one row of inputs.
  ///
  /// @param row as the layer sees it, behind its codes
  /// @param exact before its codes; the same where that is not known
  void add(double[] row, double[] exact) {
    for (int i = 0; i < row.length; i++) {
      sums[i] += row[i];
      exactSums[i] += exact[i];
      double x = row[i];
      if (x != 0) {
        double[] into = products[i];
        for (int j = i; j < row.length; j++) {
          into[j] += x * row[j];
        }
      }
    }
    rows++;
  }

  /// The sum of products of inputs `i` and `j`.
  double product(int i, int j) {
    return i <= j ? products[i][j] : products[j][i];
  }

  /// The mean of input `i` as the layer sees it.
  double mean(int i) {
    return rows == 0 ? 0 : sums[i] / rows;
  }

  /// The mean of input `i` before its codes.
  double exactMean(int i) {
    return rows == 0 ? 0 : exactSums[i] / rows;
  }
}
