package dev.halfbyte.cli;

import dev.halfbyte.driver.Sidecar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The evidence of a fault of ours: command line, copies of the input files, stack trace, versions
/// and a script that replays it.
final class CrashFolder {
  private CrashFolder() {}

  /// Writes the folder below `parent` and returns it.
  static Path write(Path parent, List<String> args, Throwable fault) throws IOException {
    Path folder = Files.createTempDirectory(parent, "halfbyte-crash-");
    List<String> replayed = new ArrayList<>();
    for (String arg : args) {
      replayed.add(keep(arg, folder));
    }
    StringWriter trace = new StringWriter();
    fault.printStackTrace(new PrintWriter(trace));
    text(folder.resolve("trace.txt"), trace.toString());
    text(
        folder.resolve("versions.txt"),
        "halfbyte 0.1.0\njava %s (%s)\nos %s %s\n"
            .formatted(
                System.getProperty("java.version"),
                System.getProperty("java.vendor"),
                System.getProperty("os.name"),
                System.getProperty("os.arch")));
    Path replay = folder.resolve("replay");
    String command = replayed.stream().map(CrashFolder::quote).collect(Collectors.joining(" "));
    text(
        replay,
        """
        #!/bin/sh
        # Runs the command that failed on the copies of its inputs; set HALFBYTE to the launcher.
        cd "$(dirname "$0")" && exec "${HALFBYTE:-halfbyte}" %s
        """
            .formatted(command));
    if (!replay.toFile().setExecutable(true)) {
      throw new IOException("cannot make executable: " + replay);
    }
    return folder;
  }

  /// Copies `arg` into the folder when it names a readable file, and returns what replaces it.
  private static String keep(String arg, Path folder) throws IOException {
    Path path = Path.of(arg.indexOf('\0') < 0 ? arg : "");
    if (arg.isEmpty() || !Files.isRegularFile(path)) {
      return arg;
    }
    Path copy = folder.resolve(String.valueOf(path.getFileName()));
    if (!Files.exists(copy)) {
      Files.copy(path, copy);
      keepSidecar(Sidecar.of(path).folder(), folder);
    }
    return String.valueOf(copy.getFileName());
  }

  /// Weights and data of a kernel live in the folder beside it.
  private static void keepSidecar(Path sidecar, Path folder) throws IOException {
    if (!Files.isDirectory(sidecar)) {
      return;
    }
    Path copy = Files.createDirectories(folder.resolve(String.valueOf(sidecar.getFileName())));
    try (Stream<Path> files = Files.list(sidecar)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(String.valueOf(file.getFileName())));
      }
    }
  }

  private static void text(Path file, String content) throws IOException {
    Files.write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  private static String quote(String arg) {
    return "'" + arg.replace("'", "'\\''") + "'";
  }
}
