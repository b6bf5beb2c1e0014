package dev.halfbyte.conformance.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.Optional;

/// What tests may be without: a processor, but no tool, because the set-up installs those.
public final class Presence {
  private Presence() {}

  /// Skips the test where the processor lacks what `subject` needs; fails where a tool is missing.
  public static void require(Subject subject) {
    assumeFalse(subject.beyondProcessor(), () -> subject.unavailable().toString());
    assertPresent(subject);
  }

  /// Whether `subject` runs here; fails where a tool is missing.
  public static boolean runs(Subject subject) {
    if (!subject.beyondProcessor()) {
      assertPresent(subject);
    }
    return !subject.beyondProcessor();
  }

  private static void assertPresent(Subject subject) {
    assertEquals(Optional.empty(), subject.unavailable(), subject.name() + ": run ./dev setup");
  }
}
