package dev.halfbyte.passes;

import dev.halfbyte.ir.Program;

/// One transformation of a program; stateless, so that one instance serves all programs and
/// threads.
public interface Pass {
  /// What a pass may do to results.
  enum Kind {
    /// May change results; judged by error figures and allowed only before `seal`.
    NUMERIC,
    /// Keeps every bit of every result.
    SCHEDULE
  }

  /// The name as typed in a pipeline.
  String name();

  /// One sentence for the catalogue and `--help`.
  String summary();

  Kind kind();

  /// Whether a second run finds nothing to do; checked by the generic pass test.
  default boolean idempotent() {
    return true;
  }

  /// The transformed program; `program` itself where there is nothing to do.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException when the user has to mend something
  Program run(Program program, PassContext context);
}
