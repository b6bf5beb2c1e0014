package dev.halfbyte.backend.llvm.run;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A program that calls built libraries: one that ends after a list of jobs, or a server.
public sealed interface Host permits NativeHost, EmulatedHost {
  /// The variant that is run.
  IsaVariant variant();

  /// Why this machine cannot do it, with the command that mends it.
  Optional<String> unavailable();

  /// True when it is the processor that is lacking, which no installation can mend.
  boolean beyondProcessor();

  /// Command of a process that answers requests from its input until that ends: frames of a 64-bit
  /// little-endian count and that many bytes, one answer for each request.
  ///
  /// @param scratch folder where the program is built, or found again
  List<String> server(Path scratch) throws IOException, InterruptedException;

  /// The request that makes a server load the library of `kernel`; the answer is read by [#loaded].
  byte[] loadRequest(String kernel, byte[] sharedLibrary);

  /// The library that [#run] loads.
  byte[] library(String kernel, Path artefact) throws IOException;

  /// What [#run] does around a call.
  Surroundings surroundings();

  /// Requires that a library was loaded.
  ///
  /// @throws dev.halfbyte.source.CompilerBug with the loader's complaint
  static void loaded(byte[] answer) {
    HostProcess.requireLoaded(answer);
  }

  /// Runs `jobs` one after another in one process.
  ///
  /// @param kernel name of the kernel
  /// @param artefact folder with the files that this backend built
  /// @param scratch folder for streams and programs; files may stay behind
  default List<Job.Result> run(String kernel, Path artefact, List<Job> jobs, Path scratch)
      throws IOException, InterruptedException {
    List<byte[]> requests = new ArrayList<>();
    requests.add(loadRequest(kernel, library(kernel, artefact)));
    jobs.forEach(job -> requests.add(job.request(surroundings())));
    List<byte[]> answers = HostProcess.run(server(scratch), requests, scratch);
    loaded(answers.getFirst());
    List<Job.Result> results = new ArrayList<>();
    for (int i = 0; i < jobs.size(); i++) {
      results.add(jobs.get(i).result(answers.get(i + 1)));
    }
    return results;
  }
}
