package dev.halfbyte.backend.llvm.abi;

import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Texts that ship with this module: the common part of headers and the test hosts.
public final class Resources {
  private Resources() {}

  /// The text of `/dev/halfbyte/backend/llvm/<name>`.
  public static String read(String name) {
    String path = "/dev/halfbyte/backend/llvm/" + name;
    try (InputStream in = Resources.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new CompilerBug("missing resource " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CompilerBug("unreadable resource " + path, e);
    }
  }
}
