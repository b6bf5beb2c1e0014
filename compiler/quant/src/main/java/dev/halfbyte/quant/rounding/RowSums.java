package dev.halfbyte.quant.rounding;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.quant.calibrate.Roundings;
import dev.halfbyte.quant.rounding.LayerObserver.LayerKey;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What rows of softmaxes add up to behind their codes, where it should be one.
final class RowSums {
  private final SortedMap<String, Integer> wanted;
  private final Map<String, Integer> iterations = new HashMap<>();
  private final SortedMap<LayerKey, Sums> sums =
      new TreeMap<>(Comparator.comparing(LayerKey::weight).thenComparingInt(LayerKey::iteration));

  /// @param total of all elements
  /// @param rows how many rows they are of
  record Sums(double total, long rows, long elements) {
    static final Sums NONE = new Sums(0, 0, 0);

    Sums plus(Sums other) {
      return new Sums(total + other.total, rows + other.rows, elements + other.elements);
    }

    /// What each element lacks on average.
    float error() {
      return elements == 0 ? 0 : (float) ((rows - total) / elements);
    }
  }

  /// @param wanted names of softmaxes, and how many iterations of each are told apart
  RowSums(SortedMap<String, Integer> wanted) {
    this.wanted = Collections.unmodifiableSortedMap(new TreeMap<>(wanted));
  }

  /// Adds the rows of a value that is one of them.
  void observe(Node node, Tensor tensor) {
    Optional<String> found =
        wanted.keySet().stream()
            .filter(softmax -> node.path().filter(Roundings.bias(softmax)::equals).isPresent())
            .findFirst();
    if (found.isEmpty() || !(node.op() instanceof Dequantize)) {
      return;
    }
    String name = found.get();
    int iteration = iterations.merge(name, 1, Integer::sum) - 1;
    boolean same = Objects.requireNonNull(wanted.get(name)) == 1;
    LayerKey key = new LayerKey(name, same ? 0 : iteration);
    double total = 0;
    for (int i = 0; i < tensor.count(); i++) {
      total += tensor.floatAt(i);
    }
    long[] extents = tensor.type().shape().extents();
    long width = extents[extents.length - 1];
    long rows = width == 0 ? 0 : tensor.count() / width;
    sums.merge(key, new Sums(total, rows, tensor.count()), Sums::plus);
  }

  /// Adds those of another sample.
  void merge(RowSums other) {
    other.sums.forEach((key, more) -> sums.merge(key, more, Sums::plus));
  }

  /// The mean error of each, by name and in the order of the iterations.
  SortedMap<String, List<Float>> errors() {
    SortedMap<String, List<Float>> errors = new TreeMap<>();
    wanted
        .keySet()
        .forEach(name ->
            errors.put(
                name,
                sums.entrySet().stream()
                    .filter(e -> e.getKey().weight().equals(name))
                    .map(e -> Objects.requireNonNull(e.getValue()).error())
                    .toList()));
    return errors;
  }
}
