package dev.halfbyte.bench.model;

import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// SHA-256 over texts and files, each with its length in front.
final class Digest {
  /// Classes whose change may change a figure have this in the name of their jar or folder.
  private static final String OWN = "halfbyte-";

  /// The harness itself changes none.
  private static final String BENCH = "halfbyte-bench";

  private final MessageDigest digest;

  Digest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new CompilerBug("every Java has SHA-256", e);
    }
  }

  /// The compiler that runs: the bytes of its jars, which are the same from build to build.
  static String ofCompiler() throws IOException {
    Digest digest = new Digest();
    String[] classpath = System.getProperty("java.class.path").split(java.io.File.pathSeparator);
    for (String entry : classpath) {
      Path path = Path.of(entry);
      String name = String.valueOf(path.getFileName());
      if (Files.isRegularFile(path) && name.startsWith(OWN) && !name.startsWith(BENCH)) {
        digest.add(name).file(path);
      } else if (Files.isDirectory(path)) {
        digest.folder(path);
      }
    }
    return digest.hex();
  }

  private void folder(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      file(file);
    }
  }

  Digest add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  Digest file(Path file) throws IOException {
    return add(Files.readAllBytes(file));
  }

  private Digest add(byte[] bytes) {
    digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(bytes);
    return this;
  }

  /// What was added up to here; more can be added behind.
  String hex() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new CompilerBug("SHA-256 can be copied", e);
    }
  }
}
