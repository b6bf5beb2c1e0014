package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Value;
import java.util.List;

/// What an f32 value is to the quantizer.
public sealed interface Role {
  /// Known at build time.
  record Fixed() implements Role {}

  /// Comes from the caller, or from a scan, or as codes into the body of one.
  record Input() implements Role {}

  /// The elements of `source` in other places.
  record Moved(Value source) implements Role {}

  /// The elements of several values.
  record Joined(List<Value> parts) implements Role {
    public Joined {
      parts = List.copyOf(parts);
    }
  }

  /// A sum of products, to which constants were added or by which positive ones were multiplied: an
  /// integer accumulator with a scale.
  record Accumulator() implements Role {}

  /// What a softmax gives.
  record Probability() implements Role {}

  /// Two values added (or subtracted), each with its scale.
  record Sum() implements Role {}

  /// Quantized already, with one scale.
  record Coded(CodeChoice choice) implements Role {}

  /// Rows brought to mean 0 and variance 1, which constants were multiplied by and added to: codes
  /// of any scale are made of it directly.
  record Normalized() implements Role {}

  /// A function of each element of `root` alone.
  record Function(Value root) implements Role {}

  /// Nothing that has an integer form.
  record Unknown(String reason) implements Role {}
}
