package dev.halfbyte.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A command timed as a whole process, as a user at a terminal meets it.
record ShellCommand(
    String name, List<String> arguments, Map<String, String> environment, Path folder) {

  /// Seconds from launch to exit; a failing command ends the benchmark with its output.
  double seconds() throws IOException, InterruptedException {
    Path log = Files.createTempFile("halfbyte-bench-", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(arguments)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      long start = System.nanoTime();
      int status = builder.start().waitFor();
      long nanoseconds = System.nanoTime() - start;
      if (status != 0) {
        throw new IOException(name + " failed:\n" + Files.readString(log));
      }
      return nanoseconds / 1e9;
    } finally {
      Files.delete(log);
    }
  }

  /// The command run once to warm the page cache and then `runs` times.
  Samples measure(int runs) throws IOException, InterruptedException {
    List<Double> values = new ArrayList<>();
    seconds();
    for (int i = 0; i < runs; i++) {
      values.add(seconds());
    }
    return new Samples(name, "s", values);
  }
}
