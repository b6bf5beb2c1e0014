package dev.halfbyte.driver.allocate;

import dev.halfbyte.ir.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/// Layers by importance, most important first, and widths that fall along them (Dumitru et al.,
/// Layer-Wise Quantization, 2024).
///
/// @param layers in the order of their importance
/// @param scores by name; none for layers that come first without one
record Ranking(List<WeightLayer> layers, Map<String, Double> scores) {
  Ranking {
    layers = List.copyOf(layers);
    scores = Map.copyOf(scores);
  }

  /// LIM: the less what comes out of a layer's block is like what goes in, the more it matters;
  /// layers without a block, such as the first and the last, come first.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException where no layer has a block
  static Ranking lim(List<WeightLayer> layers, LayerStatistics statistics) {
    if (statistics.similarity().isEmpty()) {
      throw AllocateCode.NO_SCORES.fault(
          "no layer stands in a residual sum, or gives what it takes in type",
          "LIM compares what goes into a layer with what comes out: use --method measured or zd");
    }
    Map<String, Double> scores = new TreeMap<>();
    statistics.similarity().forEach((name, cosine) -> scores.put(name, -cosine));
    Comparator<WeightLayer> order =
        Comparator.comparingDouble(layer ->
            -Optional.ofNullable(scores.get(layer.name())).orElse(Double.POSITIVE_INFINITY));
    return new Ranking(layers.stream().sorted(order).toList(), scores);
  }

  /// ZD: the fewer weights lie more than a standard deviation above the mean, the more the layer
  /// matters.
  static Ranking zd(List<WeightLayer> layers) {
    Map<String, Double> scores = new TreeMap<>();
    layers.forEach(layer -> scores.put(layer.name(), aboveDeviation(layer.data())));
    Comparator<WeightLayer> order =
        Comparator.comparingDouble(
            layer -> Optional.ofNullable(scores.get(layer.name())).orElse(0.0));
    return new Ranking(layers.stream().sorted(order).toList(), scores);
  }

  /// The share of weights with `(w - mean) / deviation > 1`; 0 where all are equal.
  static double aboveDeviation(List<Tensor> data) {
    long count = data.stream().mapToLong(Tensor::count).sum();
    double sum = 0;
    for (Tensor tensor : data) {
      for (float value : tensor.floats()) {
        sum += value;
      }
    }
    double mean = sum / count;
    double squares = 0;
    for (Tensor tensor : data) {
      for (float value : tensor.floats()) {
        squares += (value - mean) * (value - mean);
      }
    }
    double deviation = Math.sqrt(squares / count);
    long above = 0;
    for (Tensor tensor : data) {
      for (float value : tensor.floats()) {
        above += value - mean > deviation && deviation > 0 ? 1 : 0;
      }
    }
    return (double) above / count;
  }

  /// Widths by layer, none wider than that of a more important one: all begin with the least width;
  /// then, width by width, the layers are raised in order until the next does not fit.
  ///
  /// @param widths ascending
  /// @param cost of the widths of all layers, in the order of the ranking
  /// @return numbers of widths, in the order of the ranking; absent where the least cost too much
  Optional<List<Integer>> monotone(
      List<Integer> widths, ToLongFunction<List<Integer>> cost, long budget) {
    List<Integer> chosen = new ArrayList<>();
    layers.forEach(_ -> chosen.add(0));
    if (cost.applyAsLong(chosen) > budget) {
      return Optional.empty();
    }
    for (int width = 1; width < widths.size(); width++) {
      for (int layer = 0; layer < layers.size(); layer++) {
        chosen.set(layer, width);
        if (cost.applyAsLong(chosen) > budget) {
          chosen.set(layer, width - 1);
          return Optional.of(List.copyOf(chosen));
        }
      }
    }
    return Optional.of(List.copyOf(chosen));
  }

  OptionalDouble score(WeightLayer layer) {
    return Optional.ofNullable(scores.get(layer.name()))
        .map(OptionalDouble::of)
        .orElseGet(OptionalDouble::empty);
  }
}
