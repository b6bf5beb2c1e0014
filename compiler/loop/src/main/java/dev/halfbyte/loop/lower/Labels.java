package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.loop.Index;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Extents and indices of a contraction by label.
final class Labels {
  private final Einsum einsum;
  private final Map<String, Dim> extents = new HashMap<>();

  Labels(Einsum einsum, Shape left, Shape right) {
    this.einsum = einsum;
    for (int axis = 0; axis < left.rank(); axis++) {
      extents.put(einsum.left().get(axis), left.dim(axis));
    }
    for (int axis = 0; axis < right.rank(); axis++) {
      extents.put(einsum.right().get(axis), right.dim(axis));
    }
  }

  /// Gives `label` another extent: that of an axis that one operand has whole.
  void widen(String label, Dim extent) {
    extents.put(label, extent);
  }

  Dim extent(String label) {
    return Objects.requireNonNull(extents.get(label));
  }

  List<Dim> extents(List<String> labels) {
    return labels.stream().map(this::extent).toList();
  }

  /// Labels of one operand and of the result, in the order of the result.
  List<String> free(List<String> operand, List<String> other) {
    return einsum.result().stream().filter(l -> operand.contains(l) && !other.contains(l)).toList();
  }

  /// Indices by label.
  static Map<String, Index> bind(List<String> labels, List<Index> at) {
    Map<String, Index> bound = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      bound.put(labels.get(i), at.get(i));
    }
    return bound;
  }

  static List<Index> pick(List<String> labels, Map<String, Index> indices) {
    return labels.stream().map(l -> Objects.requireNonNull(indices.get(l))).toList();
  }
}
