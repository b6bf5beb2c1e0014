package dev.halfbyte.loop;

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
    /// Stages became one, and buffers between them scratch.
    FUSED,
    /// Stages stay apart.
    NOT_FUSED
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + subject + ": " + text;
  }
}
