package dev.halfbyte.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The evidence of a fault of ours: command line, copies of the input files, stack trace, versions
/// and a script that replays it.
final class CrashFolder {
  private CrashFolder() {}

  /// Writes the folder below the current one and returns it.
  static Path write(List<String> args, Throwable fault) throws IOException {
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "halfbyte-crash-");
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
    }
    return String.valueOf(copy.getFileName());
  }

  private static void text(Path file, String content) throws IOException {
    Files.write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  private static String quote(String arg) {
    return "'" + arg.replace("'", "'\\''") + "'";
  }
}
