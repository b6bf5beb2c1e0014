package dev.halfbyte.conformance.fault;

import java.time.Duration;

/// What came of one planted fault, or of a control without any.
///
/// @param name of the class, of both for a double fault
/// @param places where it was planted; empty for a control
/// @param diff of the sources; empty for a control
/// @param subject who looked for it
public record Sighting(
    String name, String places, String diff, String subject, Hunt.Result result, Duration time) {
  /// The most ops that a case may keep after shrinking.
  public static final int MOST_OPS = 5;

  /// Whether nothing was planted.
  public boolean isControl() {
    return diff.isEmpty() && places.isEmpty() && name.startsWith("unpatched");
  }

  /// Whether it is as it should be: a fault is found and small, a control finds nothing.
  public boolean isGood() {
    return switch (result) {
      case Hunt.Result.Nothing _ -> isControl();
      case Hunt.Result.Found found -> !isControl() && found.ops() <= MOST_OPS;
      case Hunt.Result.Failed _ -> false;
    };
  }
}
