package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import java.util.List;

/// The weights of a tile plan as a matrix of depth and columns: the columns of all panels, each run
/// of the last column label padded to whole panels.
final class WeightMatrix {
  private final TilePlan plan;
  private final DecodedWeights weights;
  private final int lastColumns;
  private final int paddedColumns;
  private final int groups;
  private final int depth;
  private final int[] columnOffsets;
  private final int[] depthOffsets;

  WeightMatrix(TilePlan plan) {
    this.plan = plan;
    this.weights = plan.weights();
    List<String> columns = plan.columnLabels();
    this.lastColumns = Math.toIntExact(plan.labels().extent(columns.getLast()).fixed());
    int tileColumns = plan.facts().shape().columns();
    this.paddedColumns = Math.toIntExact(plan.facts().shape().panels(lastColumns) * tileColumns);
    this.columnOffsets = offsets(columns);
    this.depthOffsets = offsets(plan.reduced());
    this.groups = lastColumns == 0 ? 0 : columnOffsets.length / lastColumns;
    this.depth = depthOffsets.length;
  }

  int panels() {
    return groups * paddedColumns / plan.facts().shape().columns();
  }

  /// The decoded weight of a padded column; zero in the padding.
  int weight(int k, int column) {
    int inside = column % paddedColumns;
    if (k >= depth || inside >= lastColumns) {
      return 0;
    }
    int offset = columnOffsets[column / paddedColumns * lastColumns + inside];
    return weights.at(offset + depthOffsets[k]);
  }

  long columnSum(int column) {
    long sum = 0;
    for (int k = 0; k < depth; k++) {
      sum += weight(k, column);
    }
    return sum;
  }

  /// Linear positions in the weight tensor of all indices over `labels`, row-major.
  private int[] offsets(List<String> labels) {
    List<Dim> strides = Storage.denseStrides(weights.source().type().shape().dims());
    int[] offsets = {0};
    for (String label : labels) {
      int extent = Math.toIntExact(plan.labels().extent(label).fixed());
      int stride = Math.toIntExact(strides.get(plan.weightLabels().indexOf(label)).fixed());
      int[] next = new int[offsets.length * extent];
      for (int i = 0; i < next.length; i++) {
        next[i] = offsets[i / extent] + i % extent * stride;
      }
      offsets = next;
    }
    return offsets;
  }
}
