package dev.halfbyte.conformance.campaign;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.halfbyte.driver.output.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// How far a campaign got, in a file.
///
/// @param plan what is being done, in words; another plan must not go on from here
/// @param code a hash of the code under test
/// @param next the first program that was not tried
/// @param score of the programs before
public record Checkpoint(String plan, String code, long next, Score score) {
  private static final Gson GSON = new GsonBuilder().enableComplexMapKeySerialization().create();

  /// Replaces `file`.
  public void write(Path file) throws IOException {
    AtomicFiles.write(file, GSON.toJson(this).getBytes(StandardCharsets.UTF_8));
  }

  /// Reads `file`; empty where there is none, or none that can be read.
  public static Optional<Checkpoint> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(GSON.fromJson(Files.readString(file), Checkpoint.class));
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  /// The hash of the code of this process.
  public static String codeHash() throws IOException {
    return CodeHash.ofThisProcess();
  }

  /// Whether a campaign of `planned` on `hash` may go on from here.
  public boolean fits(String planned, String hash) {
    return plan.equals(planned) && code.equals(hash);
  }
}
