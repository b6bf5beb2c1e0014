package dev.halfbyte.conformance.campaign;

import dev.halfbyte.source.CompilerBug;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// A hash of the class path, so that a campaign does not go on with other code than it began with.
final class CodeHash {
  /// Jars of libraries are known by name and size; our own by content.
  private static final long LARGE = 8 << 20;

  private CodeHash() {}

  static String ofThisProcess() throws IOException {
    MessageDigest sha = digest();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        for (Path file : files(path)) {
          add(sha, file);
        }
      } else if (Files.isRegularFile(path)) {
        add(sha, path);
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void add(MessageDigest sha, Path file) throws IOException {
    long size = Files.size(file);
    sha.update((file.getFileName() + " " + size).getBytes(StandardCharsets.UTF_8));
    if (size < LARGE) {
      sha.update(Files.readAllBytes(file));
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new CompilerBug("every Java platform has SHA-256", e);
    }
  }
}
