package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Folders by content key, safe for any number of processes without a lock: an entry is made
/// elsewhere and renamed into place whole. Who comes second finds the place taken, and uses what is
/// there.
///
/// Each entry holds a list of digests of its files, checked when it is read; an entry that fails is
/// thrown away.
final class EntryStore {
  private static final String SUMS = "SUMS";
  private static final int ATTEMPTS = 3;

  private final Path root;

  EntryStore(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /// Removes work folders that a killed process left behind more than `age` ago.
  void sweep(Duration age) throws IOException {
    Path work = Files.createDirectories(root.resolve("tmp"));
    Instant oldest = Instant.now().minus(age);
    List<Path> folders;
    try (Stream<Path> list = Files.list(work)) {
      folders = list.toList();
    }
    for (Path folder : folders) {
      try {
        if (Files.getLastModifiedTime(folder).toInstant().isBefore(oldest)) {
          delete(folder);
        }
      } catch (NoSuchFileException gone) {
        // its owner finished, or another process swept it
      }
    }
  }

  /// A fresh folder on the same file system as the entries.
  Path newFolder() throws IOException {
    Path parent = Files.createDirectories(root.resolve("tmp"));
    return Files.createTempDirectory(parent, "build-");
  }

  /// The entry of that key when it is there and whole.
  Optional<Path> find(String key) throws IOException {
    Path entry = root.resolve(key);
    if (!Files.isDirectory(entry)) {
      return Optional.empty();
    }
    if (intact(entry)) {
      return Optional.of(entry);
    }
    discard(entry);
    return Optional.empty();
  }

  /// Moves the finished folder into place and returns where the entry now is.
  Path publish(String key, Path finished) throws IOException {
    Files.write(finished.resolve(SUMS), sums(finished));
    Path entry = root.resolve(key);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return Files.move(finished, entry, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException taken) {
        if (!Files.isDirectory(entry)) {
          throw taken;
        }
      }
      Optional<Path> winner = find(key);
      if (winner.isPresent()) {
        delete(finished);
        return winner.get();
      }
    }
    throw new FileSystemException(entry.toString(), null, "the entry keeps being damaged");
  }

  /// Removes a folder and all in it; what another process removes first is no error.
  static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException gone) {
      return;
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private void discard(Path entry) throws IOException {
    Path grave = newFolder();
    try {
      Files.move(entry, grave.resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException gone) {
      // another process discarded it first
    }
    delete(grave);
  }

  private static boolean intact(Path entry) {
    try {
      List<String> recorded = Files.readAllLines(entry.resolve(SUMS));
      return recorded.size() > 1 && recorded.equals(sums(entry));
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static List<String> sums(Path folder) throws IOException {
    List<String> lines = new ArrayList<>(List.of("halfbyte cache entry 1"));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (!name.equals(SUMS)) {
          lines.add(ContentHash.ofFile(file) + " " + name);
        }
      }
    }
    return lines;
  }
}
