package dev.halfbyte.backend.llvm.toolchain;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Runs external programs without a shell; streams go through files, so nothing can block.
public final class ToolProcess {
  /// How a program ended.
  ///
  /// @param complaint what it wrote to standard error
  public record Result(int status, String complaint) {}

  private ToolProcess() {}

  /// Runs `command` in `folder` until it ends.
  ///
  /// @param input file for standard input, `/dev/null` when absent
  /// @param output file for standard output
  public static Result run(List<String> command, Path folder, Optional<Path> input, Path output)
      throws IOException, InterruptedException {
    Path complaint = Files.createTempFile(folder, "stderr", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(input.map(Path::toFile).orElse(new File("/dev/null")))
            .redirectOutput(output.toFile())
            .redirectError(complaint.toFile())
            .start();
    try {
      int status = process.waitFor();
      return new Result(
          status, new String(Files.readAllBytes(complaint), StandardCharsets.UTF_8).strip());
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw e;
    } finally {
      Files.deleteIfExists(complaint);
    }
  }

  /// The first of `names` that is an executable file in a folder of `PATH`.
  public static Optional<Path> find(String... names) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(names)
        .flatMap(name -> Arrays.stream(path.split(File.pathSeparator)).map(f -> Path.of(f, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Runs `work` on a new temporary folder and removes the folder and its files afterwards.
  static <T> T inTemporaryFolder(FolderWork<T> work) {
    try {
      Path folder = Files.createTempDirectory("halfbyte-llvm");
      try {
        return work.apply(folder);
      } finally {
        try (var files = Files.list(folder)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What is done with a temporary folder.
  interface FolderWork<T> {
    T apply(Path folder) throws IOException;
  }
}
