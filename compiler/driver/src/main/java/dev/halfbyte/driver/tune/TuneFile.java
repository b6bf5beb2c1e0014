package dev.halfbyte.driver.tune;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.loop.schedule.Schedule;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A schedule that was found for a program on a target, as a file.
///
/// @param sealed hash of the program
public record TuneFile(String sealed, String target, Schedule schedule) {
  private static final String SEALED = "sealed";
  private static final String TARGET = "target";
  private static final String SCHEDULE = "schedule";

  /// Writes what a search found, in one atomic step: a reader sees this or what was there before.
  public static void write(Path file, TuneKey key, TuneResult result) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("halfbyte", key.version());
    json.addProperty(SEALED, key.sealed());
    json.addProperty(TARGET, key.target());
    json.addProperty("variant", key.variant());
    json.addProperty("processor", key.processor());
    JsonObject dims = new JsonObject();
    key.dims().forEach(dims::addProperty);
    json.add("dims", dims);
    json.addProperty("inputs", key.inputs());
    json.addProperty(SCHEDULE, result.best().schedule().toString());
    json.addProperty("outcome", result.sentence());
    JsonArray tried = new JsonArray();
    result.tried().forEach(trial -> tried.add(json(trial)));
    json.add("tried", tried);
    String text = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json);
    AtomicFiles.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /// What a search found, as one object.
  public static JsonObject json(TuneResult.Trial trial) {
    JsonObject json = new JsonObject();
    json.addProperty(SCHEDULE, trial.schedule().toString());
    json.addProperty("ratio", trial.measured().median());
    json.addProperty("low", trial.measured().low());
    json.addProperty("high", trial.measured().high());
    json.addProperty("samples", trial.measured().ratios().size());
    json.addProperty("predicted", trial.predicted());
    return json;
  }

  /// Reads the schedule of a file.
  ///
  /// @throws DiagnosticException when there is none in it
  public static TuneFile read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw bad(file.toString(), "cannot be read");
    }
  }

  /// The same from the content.
  ///
  /// @param name of the file, for diagnostics
  public static TuneFile parse(String name, String content) {
    try {
      JsonElement root = JsonParser.parseString(content);
      if (!root.isJsonObject()) {
        throw bad(name, "is not a JSON object");
      }
      JsonObject object = root.getAsJsonObject();
      Schedule schedule = Schedule.parse(text(name, object, SCHEDULE));
      return new TuneFile(text(name, object, SEALED), text(name, object, TARGET), schedule);
    } catch (JsonParseException e) {
      throw bad(name, "cannot be read as JSON");
    }
  }

  private static String text(String file, JsonObject object, String name) {
    if (object.get(name) instanceof JsonPrimitive value && value.isString()) {
      return value.getAsString();
    }
    throw bad(file, "has no text `" + name + "`");
  }

  private static DiagnosticException bad(String file, String what) {
    return new DiagnosticException(
        Diagnostic.error(TuneCode.BAD_FILE, file + ": " + what)
            .help("`halfbyte tune ... -o FILE.tune.json` writes such a file"));
  }

  /// Refuses a file that was made for something else.
  public void requireFor(String sealedHash, String wantedTarget) {
    if (!target.equals(wantedTarget)) {
      throw new DiagnosticException(
          Diagnostic.error(
                  TuneCode.OTHER_TARGET,
                  "the schedule was found for `%s`, not for `%s`".formatted(target, wantedTarget))
              .help("tune this target, or state the schedule by hand: --schedule " + schedule));
    }
    if (!sealed.equals(sealedHash)) {
      throw new DiagnosticException(
          Diagnostic.error(
                  TuneCode.OTHER_PROGRAM,
                  "the schedule was found for program %s, this is %s".formatted(sealed, sealedHash))
              .help("tune it again, or state the schedule by hand: --schedule " + schedule));
    }
  }
}
