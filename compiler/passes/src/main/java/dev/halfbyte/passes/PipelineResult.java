package dev.halfbyte.passes;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import java.util.List;
import java.util.Optional;

/// What a pipeline made of a program.
///
/// @param program the program after the last pass
/// @param sealed the program as it was at `seal`; absent for pipelines without
/// @param reports one for each run of a pass, in order
public record PipelineResult(
    Program program, Optional<SealedProgram> sealed, List<PassReport> reports) {
  public PipelineResult {
    reports = List.copyOf(reports);
  }
}
