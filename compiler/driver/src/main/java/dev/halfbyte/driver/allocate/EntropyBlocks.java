package dev.halfbyte.driver.allocate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Blocks of neighbouring layers whose widths are searched jointly (after Wang et al., Q-VLM,
/// NeurIPS 2024): the more entropy the activations between two layers have, the more the error of
/// one depends on the other, so a block goes on as long as its next layer multiplies activations of
/// at least the mean entropy, up to a number of layers that the search can afford.
final class EntropyBlocks {
  private EntropyBlocks() {}

  /// @param layers in the order of the kernel
  /// @param entropy in bits, by name
  /// @param most layers of a block
  static List<List<WeightLayer>> of(
      List<WeightLayer> layers, Map<String, Double> entropy, int most) {
    double mean =
        layers.stream().mapToDouble(layer -> bits(layer, entropy)).average().orElseThrow();
    List<List<WeightLayer>> blocks = new ArrayList<>();
    for (WeightLayer layer : layers) {
      boolean joins =
          !blocks.isEmpty() && blocks.getLast().size() < most && bits(layer, entropy) >= mean;
      if (!joins) {
        blocks.add(new ArrayList<>());
      }
      blocks.getLast().add(layer);
    }
    return blocks.stream().map(List::copyOf).toList();
  }

  private static double bits(WeightLayer layer, Map<String, Double> entropy) {
    return Objects.requireNonNull(entropy.get(layer.name()));
  }
}
