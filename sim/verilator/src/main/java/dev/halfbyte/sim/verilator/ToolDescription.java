package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Versions of the tools, where Verilator keeps its runtime sources, and for what processor they
/// compile.
///
/// @param versions what the tools tell of themselves
/// @param runtime folder of verilated.h
/// @param processor what models may use of this machine's
record ToolDescription(String versions, Path runtime, ProcessorFlags processor) {
  private static final String FILE = "tools.txt";

  /// Asks the tools once and remembers the answer until a program file changes, so that a cached
  /// build starts no process.
  static ToolDescription of(Toolchain tools, EntryStore store) throws IOException {
    String key = "tools-" + new ContentHash().add("tools", tools.fingerprint()).key();
    Optional<Path> known = store.find(key);
    Path entry = known.isPresent() ? known.get() : ask(tools, store, key);
    List<String> lines = Files.readAllLines(entry.resolve(FILE));
    return new ToolDescription(
        String.join("\n", lines),
        Path.of(lines.getLast()).resolve("include"),
        ProcessorFlags.ofThisMachine());
  }

  /// What identifies tools and processor in a cache key.
  String text() {
    return versions + "\n" + String.join(" ", processor.options());
  }

  private static Path ask(Toolchain tools, EntryStore store, String key) throws IOException {
    Path folder = store.newFolder();
    try {
      Files.write(folder.resolve(FILE), tools.describe());
      return store.publish(key, folder);
    } finally {
      EntryStore.delete(folder);
    }
  }
}
