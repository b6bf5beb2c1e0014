package dev.halfbyte.conformance.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file in the temporary folder that a target writes for each input, one per process and name.
record ScratchFile(Path path) {
  /// The file of this name; the folder is of this process alone.
  static ScratchFile of(String name) {
    return new ScratchFile(folder().resolve(name));
  }

  /// The folder of this process.
  static Path folder() {
    try {
      Path base = Path.of(System.getProperty("java.io.tmpdir"));
      Path folder = base.resolve("halfbyte-fuzz-" + ProcessHandle.current().pid());
      Files.createDirectories(folder);
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(byte[] content) {
    try {
      Files.write(path, content);
      path.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
