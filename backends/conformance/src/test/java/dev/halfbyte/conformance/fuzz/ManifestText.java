package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.sim.harness.Manifest;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.nio.file.Path;

/// `manifest.json` of a hardware build, beside the files that the seeds name.
///
/// Law: a manifest is refused with a code, or names only files of its own folder.
public final class ManifestText {
  private ManifestText() {}

  /// Entry of the fuzzer.
  public static void fuzzerTestOneInput(byte[] input) {
    Path folder = ScratchFile.folder();
    for (String name : ManifestSeeds.FILES) {
      ScratchFile file = new ScratchFile(folder.resolve(name));
      if (!file.path().toFile().exists()) {
        file.write(new byte[ManifestSeeds.FILE_BYTES]);
      }
    }
    ScratchFile manifest = new ScratchFile(folder.resolve("manifest.json"));
    manifest.write(input);
    try {
      Manifest read = Manifest.read(manifest.path());
      read.sources().forEach(source -> Law.holds(source.startsWith(read.folder()), "inside"));
      Law.holds(read.program().startsWith(read.folder()), "inside");
    } catch (SimulationFailure refused) {
      Law.holds(refused.render().contains("HB51"), "a failure is shown with its code");
    }
  }
}
