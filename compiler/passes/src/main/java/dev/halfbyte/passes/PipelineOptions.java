package dev.halfbyte.passes;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// How to run a pipeline.
///
/// @param dumpFolder where to write the program after every pass; absent: nowhere
/// @param bisectLimit how many rewrites of schedule passes may happen
/// @param disabledRules rules that must not rewrite
/// @param verifyEach whether the verifier runs after every pass
public record PipelineOptions(
    Optional<Path> dumpFolder,
    long bisectLimit,
    SortedSet<String> disabledRules,
    boolean verifyEach) {
  public static final PipelineOptions DEFAULT =
      new PipelineOptions(Optional.empty(), Long.MAX_VALUE, Collections.emptySortedSet(), false);

  public PipelineOptions {
    disabledRules = Collections.unmodifiableSortedSet(new TreeSet<>(disabledRules));
  }

  /// The same options with a dump folder.
  public PipelineOptions dumpingTo(Path folder) {
    return new PipelineOptions(Optional.of(folder), bisectLimit, disabledRules, verifyEach);
  }

  /// The same options with the verifier after every pass.
  public PipelineOptions verifying() {
    return new PipelineOptions(dumpFolder, bisectLimit, disabledRules, true);
  }

  /// The same options with at most `limit` rewrites.
  public PipelineOptions bisecting(long limit) {
    return new PipelineOptions(dumpFolder, limit, disabledRules, verifyEach);
  }
}
