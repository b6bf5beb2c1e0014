package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.BuildOptions;
import dev.halfbyte.sim.verilator.Design;
import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.ModelCache;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.sim.verilator.TraceFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Runs the program of a manifest on its verilated accelerator.
///
/// The model depends on sources and parameters only, so programs of one configuration share one
/// build. An object of this class may be used many times and by many threads; each run opens its
/// own instance.
public final class AcceleratorRun {
  private final Manifest manifest;
  private final ModelCache cache;
  private final ProgramImage image;

  private AcceleratorRun(Manifest manifest, ModelCache cache) {
    this.manifest = manifest;
    this.cache = cache;
    this.image = ProgramImage.read(manifest);
  }

  /// Prepares the program of `manifest`; models are built in `cache` when first run.
  public static AcceleratorRun of(Manifest manifest, ModelCache cache) {
    return new AcceleratorRun(manifest, cache);
  }

  /// The model that runs the program, built if need be.
  public Model model(TraceFormat trace) {
    return model(trace, List.of());
  }

  private Model model(TraceFormat trace, List<String> watchable) {
    SequencedMap<String, String> parameters = new LinkedHashMap<>();
    manifest.parameters().forEach((name, value) -> parameters.put(name, Long.toString(value)));
    Design design = new Design(manifest.top(), manifest.sources(), List.of(), parameters);
    return cache.build(design, BuildOptions.standard().withTrace(trace).withWatchable(watchable));
  }

  /// Runs the program once.
  ///
  /// @param inputs one tensor for each input of the manifest, in any order
  /// @throws SimulationFailure INPUT_MISMATCH, ACCELERATOR_HANG, ACCELERATOR_ERROR, or what the
  ///   build throws
  public RunReport run(List<Tensor> inputs, RunOptions options) {
    long[] beats = image.stream(inputs);
    TraceFormat trace = options.trace().map(AcceleratorRun::traceFormat).orElse(TraceFormat.NONE);
    List<String> watchable = options.activity() ? probes().variables() : List.of();
    try (AcceleratorSession session =
        AcceleratorSession.open(model(trace, watchable), manifest.accelerator(), options.seed())) {
      return new ProgramRun(manifest, image, session, options).execute(beats);
    }
  }

  private Manifest.Probes probes() {
    return manifest
        .probes()
        .orElseThrow(() ->
            new SimulationFailure(
                FailureCode.MANIFEST_INVALID,
                "the manifest has no `probes`, so units cannot be watched",
                "build the program anew"));
  }

  private static TraceFormat traceFormat(Path file) {
    TraceFormat format = TraceFormat.ofFileName(file.toString());
    if (format == TraceFormat.NONE) {
      throw new SimulationFailure(
          FailureCode.TRACE_UNAVAILABLE,
          "the ending of " + file + " names no waveform format",
          "name the file *.vcd or *.fst");
    }
    return format;
  }
}
