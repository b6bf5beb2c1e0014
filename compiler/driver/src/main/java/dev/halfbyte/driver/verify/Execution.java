package dev.halfbyte.driver.verify;

import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.Backend;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.BuildResult;
import dev.halfbyte.ir.backend.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// One target with the ways to run what it builds.
///
/// @param options options of the build request
public record Execution(
    Backend backend, String target, SortedMap<String, String> options, List<Variant> variants) {
  public Execution {
    variants = List.copyOf(variants);
  }

  /// The same with more options.
  public Execution with(SortedMap<String, String> more) {
    SortedMap<String, String> all = new TreeMap<>(options);
    all.putAll(more);
    return new Execution(backend, target, all, variants);
  }

  /// Builds the artefact into `folder`.
  public BuildResult build(SealedProgram sealed, Path folder) throws IOException {
    BuildResult result = backend.build(sealed, new BuildRequest(target, options));
    AtomicFiles.writeAll(folder, result.files());
    return result;
  }

  /// Runs one variant of what [#build] wrote.
  public Variant.Execution run(
      SealedProgram sealed, Variant variant, Path artefact, Arguments inputs)
      throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("halfbyte-run-");
    try {
      return variant.run(sealed, artefact, inputs.dims(), inputs.tensors(), scratch);
    } finally {
      AtomicFiles.delete(scratch);
    }
  }
}
