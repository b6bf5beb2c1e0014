package dev.halfbyte.bench;

import dev.halfbyte.driver.output.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Measurements that need files.
public final class Scratch {
  private Scratch() {}

  /// What is done in a folder.
  public interface Use<T> {
    T in(Path folder) throws IOException;
  }

  /// Gives `use` a folder that is gone afterwards.
  public static <T> T folder(Use<T> use) {
    try {
      Path folder = Files.createTempDirectory("halfbyte-bench-");
      try {
        return use.in(folder);
      } finally {
        AtomicFiles.delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
