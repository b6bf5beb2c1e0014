package dev.halfbyte.driver.tune;

import dev.halfbyte.driver.verify.Digests;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.backend.Tuner;
import dev.halfbyte.loop.schedule.Schedule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/// What measurements hold for.
///
/// @param version of halfbyte
/// @param sealed hash of the program
/// @param target e.g. `x86_64`
/// @param variant that ran
/// @param processor its name and what it has
/// @param dims of the runs
/// @param inputs digest of their content, as times depend on zeros
public record TuneKey(
    String version,
    String sealed,
    String target,
    String variant,
    String processor,
    SortedMap<String, Long> dims,
    String inputs) {
  public TuneKey {
    dims = Collections.unmodifiableSortedMap(new TreeMap<>(dims));
  }

  /// @param version of halfbyte
  public static TuneKey of(
      String version, String sealed, String target, Tuner tuner, Arguments inputs) {
    return new TuneKey(
        version,
        sealed,
        target,
        tuner.variant(),
        tuner.processor() + ": " + String.join(" ", tuner.features()),
        inputs.dims(),
        Digests.of(inputs.tensors()));
  }

  /// The name under which the measurement of a schedule is kept, in hex.
  ///
  /// @param samples that it has
  public String name(Schedule schedule, int samples) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      String text = this + "\n" + schedule + "\n" + samples;
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
