package dev.halfbyte.conformance.subject;

import java.time.Duration;

/// How subjects treat the processes that run programs for them.
///
/// @param isolate a process for each program, instead of one that stays
/// @param patience how long one program may run
public record HostOptions(boolean isolate, Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// With the patience of a campaign on a busy machine.
  public static HostOptions of(Subjects.Options options) {
    return new HostOptions(options.isolate(), PATIENCE);
  }
}
