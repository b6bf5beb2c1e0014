package dev.halfbyte.conformance.fault;

import java.time.Duration;

/// How long a fault is looked for; measured by how fast a subject is.
///
/// Kernels in the language are left out: no fault is planted before the sealed program.
///
/// @param recipes kinds of program that the subject has a form for, as `--recipes` takes them
/// @param programs at most, on the product with the fault
/// @param controls programs on the product without, which must find nothing
/// @param shrinkTrials simpler programs tried
/// @param limit after which the search is given up
record Effort(String recipes, long programs, long controls, int shrinkTrials, Duration limit) {
  private static final String SHORT_PROGRAMS = "floats,integers,mixed";
  private static final String PROGRAMS = SHORT_PROGRAMS + ",networks";

  /// For subjects that run in a virtual machine.
  private static final Effort QUICK =
      new Effort(PROGRAMS, 20_000, 400, 2_000, Duration.ofMinutes(4));

  /// For subjects that build something by an outer tool for each program.
  private static final Effort SLOW = new Effort(PROGRAMS, 2_000, 60, 300, Duration.ofMinutes(8));

  /// For simulated hardware, which is built once for each configuration.
  private static final Effort SIMULATED =
      new Effort("networks", 4_000, 60, 1_500, Duration.ofMinutes(12));

  static Effort of(String subject) {
    return switch (subject) {
      case "jvm", "loops", "passes" -> QUICK;
      case "rtl", "icarus" -> SIMULATED;
      default -> SLOW;
    };
  }

  /// The same without networks, which are long by their nature; where the subject has a form for
  /// nothing else, with them.
  Effort forShortPrograms() {
    String shorter = recipes.equals(PROGRAMS) ? SHORT_PROGRAMS : recipes;
    return new Effort(shorter, programs, controls, shrinkTrials, limit);
  }

  Effort withPrograms(long most) {
    return new Effort(recipes, most, Math.min(controls, most), shrinkTrials, limit);
  }
}
