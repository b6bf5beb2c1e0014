package dev.halfbyte.cli;

/// Exit statuses, the same for every subcommand.
final class ExitStatus {
  /// Everything held.
  static final int OK = 0;

  /// A comparison failed: digests differ, a figure is below its floor.
  static final int DIFFERENT = 1;

  /// The input is at fault; a diagnostic says where.
  static final int BAD_INPUT = 2;

  /// A tool or a processor feature is missing, or a required target was skipped.
  static final int MISSING = 3;

  /// Our own fault; a crash folder was written.
  static final int INTERNAL = 70;

  private ExitStatus() {}
}
