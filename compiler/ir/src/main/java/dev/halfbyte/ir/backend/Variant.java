package dev.halfbyte.ir.backend;

import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;

/// One executable form of an artefact, e.g. `x86_64-avx2`, run in a process of its own that holds
/// no compiler class.
public interface Variant {
  /// Name as printed by `verify`.
  String name();

  /// Why this machine cannot run the variant, e.g. a missing CPU feature or tool.
  Optional<String> unavailable();

  /// True when [#unavailable] is a matter of the processor, which no installation can mend.
  default boolean beyondProcessor() {
    return false;
  }

  /// Runs the artefact in `artefact` on `inputs` and reads back its outputs.
  ///
  /// @param dims values of the symbolic dims
  /// @param scratch an empty folder for files exchanged with the process
  Execution run(
      SealedProgram program,
      Path artefact,
      SortedMap<String, Long> dims,
      SequencedMap<String, Tensor> inputs,
      Path scratch)
      throws IOException, InterruptedException;

  /// What a run gave.
  ///
  /// @param facts figures of the run by name, e.g. `cycles`, `variant`, `nanoseconds`
  record Execution(SequencedMap<String, Tensor> outputs, SortedMap<String, String> facts) {}
}
