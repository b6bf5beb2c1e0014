package dev.halfbyte.conformance.judge;

/// Something that must not be.
///
/// @param execution what did it, e.g. `x86_64-avx2`
/// @param what the difference in words, or how it broke
public record Finding(String execution, Kind kind, String what) {
  /// What is wrong with an execution.
  public enum Kind {
    /// Its bits are not those of the interpreter.
    DIFFERENT,
    /// It has no results.
    BROKEN
  }
}
