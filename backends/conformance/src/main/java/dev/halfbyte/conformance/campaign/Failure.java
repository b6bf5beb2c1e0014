package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.judge.Finding;
import dev.halfbyte.conformance.trial.Origin;
import dev.halfbyte.conformance.trial.Variation;

/// A program on which a subject failed, or the compiler before any subject saw it.
///
/// @param subject name of the subject, or [#COMPILER]
record Failure(Origin origin, Variation variation, String subject, Finding finding) {
  /// Stands for front end, numeric passes, sealing and interpreter.
  static final String COMPILER = "compiler";
}
