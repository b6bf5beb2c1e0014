package dev.halfbyte.bench.model;

import java.util.Locale;

/// Bits of weights and activations, in the order of the table.
enum Widths {
  W8A8(8, 8),
  W6A6(6, 6),
  W4A8(4, 8),
  W4A4(4, 4),
  W3A3(3, 3);

  private final int weights;
  private final int activations;

  Widths(int weights, int activations) {
    this.weights = weights;
    this.activations = activations;
  }

  int weights() {
    return weights;
  }

  int activations() {
    return activations;
  }

  /// As options and tables have it.
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
