package dev.halfbyte.driver.verify;

import dev.halfbyte.ir.Tensor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/// Digests of whole results.
public final class Digests {
  private Digests() {}

  /// SHA-256 over name, dtype, shape and raw elements of each output in order, in hex.
  public static String of(Map<String, Tensor> outputs) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      outputs.forEach((name, tensor) ->
          sha.update((name + " " + tensor.digest() + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
