package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import java.util.List;
import java.util.stream.IntStream;

/// The weights of a tile plan as a matrix of depth and columns: the columns of all panels of all
/// slices, each run of the last column label padded to whole panels.
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
    this.columnOffsets = offsets(sliceOffsets(), columns);
    this.depthOffsets = offsets(new int[] {0}, plan.reduced());
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

  private int[] sliceOffsets() {
    int size = weights.source().count() / weights.slices();
    return IntStream.range(0, weights.slices()).map(slice -> slice * size).toArray();
  }

  /// Linear positions in the weight tensor of all indices over `labels`, row-major, from each of
  /// `starts`.
  private int[] offsets(int[] starts, List<String> labels) {
    int leading = weights.leading().size();
    List<Dim> strides = Storage.denseStrides(weights.source().type().shape().dims());
    int[] offsets = starts;
    for (String label : labels) {
      int extent = Math.toIntExact(plan.labels().extent(label).fixed());
      int stride =
          Math.toIntExact(strides.get(leading + plan.weightLabels().indexOf(label)).fixed());
      int[] next = new int[offsets.length * extent];
      for (int i = 0; i < next.length; i++) {
        next[i] = offsets[i / extent] + i % extent * stride;
      }
      offsets = next;
    }
    return offsets;
  }
}
