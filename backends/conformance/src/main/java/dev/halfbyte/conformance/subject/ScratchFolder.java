package dev.halfbyte.conformance.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// A temporary folder of files, made on first use.
final class ScratchFolder implements AutoCloseable {
  private final String prefix;
  private Optional<Path> made = Optional.empty();

  ScratchFolder(String prefix) {
    this.prefix = prefix;
  }

  Path path() throws IOException {
    if (made.isEmpty()) {
      made = Optional.of(Files.createTempDirectory(prefix));
    }
    return made.orElseThrow();
  }

  /// Removes the folder and its files.
  @Override
  public void close() {
    made.ifPresent(folder -> {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
        Files.delete(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    made = Optional.empty();
  }
}
