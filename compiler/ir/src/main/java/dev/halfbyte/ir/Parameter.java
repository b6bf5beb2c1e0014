package dev.halfbyte.ir;

/// A value that comes from outside: an input of each run, a weight fixed at build time, or linear
/// state (used once, yielded once, updated in place in the caller's buffer).
public record Parameter(Value value, String name, TensorType type, Kind kind) {
  /// When the value becomes known.
  public enum Kind {
    INPUT,
    WEIGHT,
    STATE
  }
}
