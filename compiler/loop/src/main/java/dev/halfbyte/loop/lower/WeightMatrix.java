package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A digit of the constant columns of a tile plan as a matrix of depth and columns: the columns of
/// all panels of all slices, each run of the last column label padded to whole panels.
final class WeightMatrix {
  private final TilePlan plan;
  private final DecodedWeights weights;
  private final Digit digit;
  private final int lastColumns;
  private final int paddedColumns;
  private final int groups;
  private final int depth;
  private final int[] columnOffsets;
  private final int[] depthOffsets;

  WeightMatrix(TilePlan plan, Digit digit) {
    this.plan = plan;
    this.weights = plan.constant().orElseThrow();
    this.digit = digit;
    List<String> columns = new ArrayList<>(plan.panelGroups());
    columns.add(plan.columnLabels().getLast());
    this.lastColumns = Math.toIntExact(plan.columnExtent().fixed());
    this.paddedColumns = Math.toIntExact(plan.panels().fixed() * plan.tile().columns());
    this.columnOffsets = offsets(sliceOffsets(), columns);
    this.depthOffsets = offsets(new int[] {0}, plan.reduced());
    this.groups = lastColumns == 0 ? 0 : columnOffsets.length / lastColumns;
    this.depth = depthOffsets.length;
  }

  int panels() {
    return groups * paddedColumns / plan.tile().columns();
  }

  /// What lies in memory for a padded column; zero in the padding.
  int weight(int k, int column) {
    int inside = column % paddedColumns;
    if (k >= depth || inside >= lastColumns) {
      return 0;
    }
    int offset = columnOffsets[column / paddedColumns * lastColumns + inside];
    int number = weights.at(offset + depthOffsets[k]);
    return (int) (digit.of(number) + digit.center());
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
          Math.toIntExact(strides.get(leading + plan.columns().labels().indexOf(label)).fixed());
      int[] next = new int[offsets.length * extent];
      for (int i = 0; i < next.length; i++) {
        next[i] = offsets[i / extent] + i % extent * stride;
      }
      offsets = next;
    }
    return offsets;
  }
}
