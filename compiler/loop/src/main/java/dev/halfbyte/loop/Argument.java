package dev.halfbyte.loop;

import dev.halfbyte.ir.TensorType;

/// A dense row-major tensor of the caller.
///
/// @param type element type and symbolic shape, for checks at the door
public record Argument(String name, TensorType type, Buffer buffer, Direction direction) {
  /// Who writes it.
  public enum Direction {
    INPUT,
    OUTPUT
  }
}
