package dev.halfbyte.conformance.crash;

import dev.halfbyte.conformance.judge.Finding;
import dev.halfbyte.conformance.trial.Origin;
import dev.halfbyte.conformance.trial.Trial;
import java.util.Optional;

/// A trial that failed.
///
/// @param origin where it came from; absent for one written by hand
/// @param subject name of the subject that failed
/// @param cause one line, once it is known
public record CrashCase(
    Trial trial, Optional<Origin> origin, String subject, Finding finding, Optional<String> cause) {

  /// Ops of the program that depend on an input.
  public int ops() {
    return trial.ops();
  }
}
