package dev.halfbyte.loop;

import dev.halfbyte.ir.backend.Note;
import java.util.Locale;

/// A choice of the lowering and its reason, for reports.
///
/// @param subject what it is about: an op with its path and place, or names of stages
public record Decision(Kind kind, String subject, String text) {
  /// What was decided.
  public enum Kind {
    /// A contraction goes through the integer tile leaf.
    TILE,
    /// An integer contraction stays in plain loops.
    PLAIN_LOOPS,
    /// Work that zeros do not need is left out.
    SKIP,
    /// Zeros that are known are multiplied all the same.
    NOT_SKIPPED,
    /// Stages became one, and buffers between them scratch.
    FUSED,
    /// Stages stay apart.
    NOT_FUSED
  }

  /// What reports print of it.
  public Note note() {
    return switch (kind) {
      case TILE -> new Note(Note.Kind.TILING, subject, text);
      case SKIP -> new Note(Note.Kind.SCHEDULE, subject, text);
      case NOT_SKIPPED -> new Note(Note.Kind.NOT_DONE, subject, text);
      case PLAIN_LOOPS -> new Note(Note.Kind.NOT_DONE, subject, "no integer tiles: " + text);
      case FUSED -> new Note(Note.Kind.FUSION, subject, text);
      case NOT_FUSED -> new Note(Note.Kind.NOT_DONE, subject, "not fused: " + text);
    };
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + subject + ": " + text;
  }
}
