package dev.halfbyte.conformance.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The targets of a campaign: one for each reader of what comes from outside, and the generator.
enum FuzzTarget {
  DSL("dsl", DslText.class, DslText::fuzzerTestOneInput, 2048),
  IR("ir", IrText.class, IrText::fuzzerTestOneInput, 4096),
  PIPELINE("pipeline", PipelineText.class, PipelineText::fuzzerTestOneInput, 128),
  SCHEDULE("schedule", ScheduleText.class, ScheduleText::fuzzerTestOneInput, 128),
  TUNE("tune", TuneText.class, TuneText::fuzzerTestOneInput, 1024),
  COMMANDS("commands", CommandText.class, CommandText::fuzzerTestOneInput, 4096),
  MANIFEST("manifest", ManifestText.class, ManifestText::fuzzerTestOneInput, 4096),
  CALIBRATION("calibration", CalibrationText.class, CalibrationText::fuzzerTestOneInput, 1024),
  NPY("npy", NpyFile.class, NpyFile::fuzzerTestOneInput, 512),
  NPZ("npz", NpzFile.class, NpzFile::fuzzerTestOneInput, 1024),
  SAFETENSORS("safetensors", SafetensorsFile.class, SafetensorsFile::fuzzerTestOneInput, 1024),
  PROGRAMS("programs", GeneratedPrograms.class, GeneratedPrograms::fuzzerTestOneInput, 512);

  private final String label;
  private final Class<?> entry;
  private final Consumer<byte[]> run;
  private final int longest;

  FuzzTarget(String label, Class<?> entry, Consumer<byte[]> run, int longest) {
    this.label = label;
    this.entry = entry;
    this.run = run;
    this.longest = longest;
  }

  /// The target that is typed as `label`.
  static Optional<FuzzTarget> named(String label) {
    return Arrays.stream(values()).filter(t -> t.label.equals(label)).findFirst();
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(t -> t.label).toList();
  }

  String label() {
    return label;
  }

  /// The class that the fuzzer calls.
  Class<?> entry() {
    return entry;
  }

  /// Longest input in bytes.
  int longest() {
    return longest;
  }

  /// Runs one input; returns if the law holds.
  void run(byte[] input) {
    run.accept(input);
  }
}
