package dev.halfbyte.ir.backend;

import java.util.Locale;

/// A choice that a target made, or did not make, and why; what `why` and the build report tell.
///
/// @param subject the value, stage or constant that it is about; empty for the whole artefact
/// @param text one sentence without the subject
public record Note(Kind kind, String subject, String text) {
  /// What a note is about; lower case in JSON.
  public enum Kind {
    /// The artefact as a whole: variants, sizes, configuration.
    ARTEFACT,
    /// What runs as one step.
    STAGE,
    /// Ops that became one loop.
    FUSION,
    /// How data lies in memory.
    LAYOUT,
    /// How a step is cut to fit caches, registers or units.
    TILING,
    /// When and on which unit something runs.
    SCHEDULE,
    /// Something that helps elsewhere was left out.
    NOT_DONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A note about the whole artefact.
  public static Note artefact(String text) {
    return new Note(Kind.ARTEFACT, "", text);
  }

  @Override
  public String toString() {
    return subject.isEmpty() ? text : kind + " " + subject + ": " + text;
  }
}
