package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.passes.Pipeline;

/// Pipelines as `opt --passes` takes them. Law: what parses prints and parses to itself.
public final class PipelineText {
  private PipelineText() {}

  /// Entry of the fuzzer.
  public static void fuzzerTestOneInput(byte[] input) {
    Law.accepted(() -> Pipeline.parse(Law.text(input)))
        .ifPresent(pipeline ->
            Law.equal(pipeline, Pipeline.parse(pipeline.toString()), "parse(print(p)) = p"));
  }
}
