package dev.halfbyte.conformance.trial;

import dev.halfbyte.testkit.Choices;

/// Where threads, tilings, fusion, stalls and the like are drawn from; none of them may change a
/// bit.
///
/// @param seed 0 stands for what a user gets without options
public record Variation(long seed) {
  /// Choices for one subject, independent of those of the others; all 0 for seed 0, so that 0 must
  /// be the plain choice everywhere.
  public Choices of(String subject) {
    return seed == 0
        ? Choices.replay(java.util.List.of())
        : Choices.seeded(seed * 0x9E3779B97F4A7C15L + subject.hashCode());
  }
}
