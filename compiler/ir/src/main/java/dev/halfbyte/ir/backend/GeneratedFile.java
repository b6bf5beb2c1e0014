package dev.halfbyte.ir.backend;

import java.nio.charset.StandardCharsets;

/// A file of an artefact, by its path relative to the output folder.
public final class GeneratedFile {
  private final String path;
  private final byte[] content;
  private final boolean executable;

  public GeneratedFile(String path, byte[] content, boolean executable) {
    this.path = path;
    this.content = content.clone();
    this.executable = executable;
  }

  /// A plain UTF-8 text file.
  public static GeneratedFile text(String path, String content) {
    return new GeneratedFile(path, content.getBytes(StandardCharsets.UTF_8), false);
  }

  public String path() {
    return path;
  }

  public byte[] content() {
    return content.clone();
  }

  public boolean executable() {
    return executable;
  }
}
