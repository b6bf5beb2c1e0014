package dev.halfbyte.conformance.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One run of the fuzzer in a process of its own: its counters are global, and a hang or an
/// exhausted heap ends it.
///
/// The folder keeps `corpus`, which later runs go on with, `log.txt`, and the inputs that failed.
///
/// @param folder of this target
/// @param entry the class with `fuzzerTestOneInput`
/// @param longest longest input in bytes
record FuzzProcess(Path folder, Class<?> entry, int longest) {
  /// Longest time for one input, classes loaded and instrumented on a busy machine; a hang is a
  /// finding.
  private static final int MOST_SECONDS_AN_INPUT = 60;

  /// Enough for every input that is read within the limits of its target.
  private static final String HEAP = "-Xmx1g";

  private static final int MOST_FINDINGS = 20;

  /// Starts from `seeds` and what the corpus already holds.
  FuzzReport run(List<byte[]> seeds, long seconds) throws IOException, InterruptedException {
    return run(seeds, seconds, MOST_FINDINGS);
  }

  /// Starts from nothing and ends at the first finding.
  FuzzReport runUntilFound(long seconds) throws IOException, InterruptedException {
    return run(List.of(), seconds, 1);
  }

  private FuzzReport run(List<byte[]> seeds, long seconds, int findings)
      throws IOException, InterruptedException {
    write(seeds);
    long start = System.nanoTime();
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command(seconds, findings))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      // The fuzzer keeps its own time; this is for one that cannot.
      var _ = process.waitFor(seconds + 3 * MOST_SECONDS_AN_INPUT, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
    String text = new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1);
    return FuzzReport.of(text.lines().toList(), Duration.ofNanos(System.nanoTime() - start));
  }

  /// Inputs that failed, by name.
  List<Path> findings() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("(crash|timeout|oom)-.*"))
          .sorted()
          .toList();
    }
  }

  private void write(List<byte[]> seeds) throws IOException {
    Files.createDirectories(folder.resolve("corpus"));
    Files.createDirectories(folder.resolve("seeds"));
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(folder.resolve("seeds/seed-" + i), seeds.get(i));
    }
    Files.writeString(folder.resolve("words"), Words.dictionary(seeds));
  }

  private List<String> command(long seconds, int findings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            HEAP,
            "-XX:+UseSerialGC",
            // A minute or so of much instrumented code: compiling it well costs more than it gives.
            "-XX:TieredStopAtLevel=1",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.io.tmpdir=" + folder,
            "-Dhalfbyte.root=" + System.getProperty("halfbyte.root"),
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + entry.getName(),
            "--instrumentation_includes=dev.halfbyte.**:com.google.gson.**",
            "--keep_going=" + findings,
            "--reproducer_path=" + folder,
            "-artifact_prefix=" + folder + "/",
            "-max_len=" + longest,
            "-max_total_time=" + seconds,
            "-timeout=" + MOST_SECONDS_AN_INPUT,
            "-rss_limit_mb=0",
            "-print_final_stats=1"));
    Path words = folder.resolve("words");
    if (Files.size(words) > 0) {
      command.add("-dict=" + words);
    }
    command.addAll(List.of("corpus", "seeds"));
    return command;
  }

  /// Removes what earlier runs left, but for the corpus.
  void clear() throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        Path corpus = folder.resolve("corpus");
        for (Path file : all.filter(f -> !f.startsWith(corpus)).toList()) {
          if (!Files.isDirectory(file)) {
            Files.delete(file);
          }
        }
      }
    }
  }

  /// Removes what earlier runs have learnt.
  void clearCorpus() throws IOException {
    Path corpus = folder.resolve("corpus");
    if (Files.isDirectory(corpus)) {
      try (Stream<Path> files = Files.list(corpus)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
