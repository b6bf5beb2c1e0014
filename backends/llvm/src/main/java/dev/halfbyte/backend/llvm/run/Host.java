package dev.halfbyte.backend.llvm.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A process that calls a built library.
public sealed interface Host permits NativeHost, EmulatedHost {
  /// Why this machine cannot do it, with the command that mends it.
  Optional<String> unavailable();

  /// True when it is the processor that is lacking, which no installation can mend.
  boolean beyondProcessor();

  /// Runs `jobs` one after another in one process.
  ///
  /// @param kernel name of the kernel
  /// @param artefact folder with the files that this backend built
  /// @param scratch folder for streams and programs; files may stay behind
  List<Job.Result> run(String kernel, Path artefact, List<Job> jobs, Path scratch)
      throws IOException, InterruptedException;
}
