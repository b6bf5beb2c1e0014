package dev.halfbyte.driver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The folder beside `name.hb` that is called `name` and holds what belongs to the kernel, each
/// part optional: `weights.safetensors`, `calibration.npz`, `data.npz` and `expect.json`.
public record Sidecar(Path folder) {
  /// The folder of a source file; it need not exist.
  public static Sidecar of(Path source) {
    String file = String.valueOf(source.getFileName());
    String stem = file.endsWith(".hb") ? file.substring(0, file.length() - 3) : file + ".d";
    return new Sidecar(source.resolveSibling(stem));
  }

  public Optional<Path> weights() {
    return existing("weights.safetensors");
  }

  public Optional<Path> calibration() {
    return existing("calibration.npz");
  }

  public Optional<Path> data() {
    return existing("data.npz");
  }

  public Optional<Path> expectations() {
    return existing("expect.json");
  }

  private Optional<Path> existing(String name) {
    return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
  }
}
