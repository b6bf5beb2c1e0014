package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 over a sequence of labelled, length-prefixed fields, so that no two different sequences
/// collide by joining.
final class ContentHash {
  private final MessageDigest digest;

  ContentHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  ContentHash add(String label, String value) {
    return add(label, value.getBytes(StandardCharsets.UTF_8));
  }

  ContentHash add(String label, byte[] value) {
    String header = label + ":" + value.length + ":";
    digest.update(header.getBytes(StandardCharsets.UTF_8));
    digest.update(value);
    return this;
  }

  /// The first 128 bits, as 32 hexadecimal digits.
  String key() {
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  static String ofFile(Path file) throws IOException {
    return new ContentHash().add("file", Files.readAllBytes(file)).key();
  }
}
