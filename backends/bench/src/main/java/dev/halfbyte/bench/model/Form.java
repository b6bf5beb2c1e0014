package dev.halfbyte.bench.model;

import java.util.Locale;

/// A set of weights of the model, all of the same function.
enum Form {
  /// As trained.
  PLAIN,
  /// With the spread of channels behind layernorms that large transformers have; put in by a
  /// script.
  SPREAD;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
