package dev.halfbyte.ir.backend;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import java.util.Optional;
import java.util.SequencedMap;

/// Brings what a target builds into this process, for many runs of one program.
public interface ProgramLoader {
  /// Why this process cannot run it.
  Optional<String> unavailable();

  /// Builds and loads a program.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException when the target has no form for it
  Loaded load(SealedProgram program);

  /// A program that is ready to run; may be used by many threads at once.
  interface Loaded extends AutoCloseable {
    /// What runs, e.g. `x86_64-avx2`.
    String variant();

    /// Runs it once on the calling thread.
    ///
    /// @param inputs checked arguments of the program
    SequencedMap<String, Tensor> run(Arguments inputs);

    /// Unloads it; no run may be under way.
    @Override
    void close();
  }
}
