package dev.halfbyte.loop;

/// Where a buffer lives and how long.
public enum Space {
  /// The caller's: inputs are only read; an output may be read again once it is written.
  ARGUMENT,
  /// Data of the program.
  CONSTANT,
  /// Shared by all stages of one run; placed by the program's [Workspace].
  WORKSPACE,
  /// A worker's own, alive during one iteration of the parallel loop; of fixed, small size.
  SCRATCH
}
