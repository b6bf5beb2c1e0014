package dev.halfbyte.driver.output;

import dev.halfbyte.ir.backend.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// Writes files so that a reader never sees half of one: to a temporary file beside the target,
/// then by an atomic move.
public final class AtomicFiles {
  private AtomicFiles() {}

  /// Creates or replaces one file; missing folders above it are made.
  public static void write(Path target, byte[] content) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path folder = Objects.requireNonNull(absolute.getParent(), "a file has a folder");
    writeAll(
        folder, List.of(new GeneratedFile(String.valueOf(target.getFileName()), content, false)));
  }

  /// Writes all files under `folder`, first every one to a temporary name, then the moves; a
  /// failure before the first move leaves the folder as it was.
  public static void writeAll(Path folder, List<GeneratedFile> files) throws IOException {
    Files.createDirectories(folder);
    Path staging = Files.createTempDirectory(folder, ".halfbyte-");
    try {
      List<Path> staged = new ArrayList<>();
      for (GeneratedFile file : files) {
        Path path = staging.resolve(Integer.toString(staged.size()));
        Files.write(path, file.content());
        if (file.executable() && !path.toFile().setExecutable(true)) {
          throw new IOException("cannot make executable: " + file.path());
        }
        staged.add(path);
      }
      for (int i = 0; i < staged.size(); i++) {
        Path target = folder.resolve(files.get(i).path()).normalize();
        if (!target.startsWith(folder.normalize())) {
          throw new IOException("output path leaves its folder: " + files.get(i).path());
        }
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Files.move(
            staged.get(i),
            target,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      delete(staging);
    }
  }

  /// Deletes a folder and what is in it.
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
