package dev.halfbyte.bench.model;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.halfbyte.driver.output.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Results that were found before, one file each: what is interrupted goes on where it was.
///
/// The name of a file is a digest of everything that its result depends on: compiler, model, data,
/// numerics, number of pictures.
record TrialCache(Path folder) {
  private static final Gson GSON = new Gson();

  Optional<Trial.Result> find(String key) throws IOException {
    Path file = file(key);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(JsonParser.parseString(Files.readString(file)).getAsJsonObject()));
    } catch (JsonParseException | IllegalStateException | NullPointerException damaged) {
      // A file that somebody cut short is worth as much as none.
      return Optional.empty();
    }
  }

  void keep(String key, Trial trial, Trial.Result result) throws IOException {
    JsonObject json = json(trial, result);
    AtomicFiles.write(file(key), (GSON.toJson(json) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private Path file(String key) {
    return folder.resolve(key + ".json");
  }

  /// A result as the table's JSON has it too.
  static JsonObject json(Trial trial, Trial.Result result) {
    JsonObject json = new JsonObject();
    json.addProperty("form", trial.form().label());
    json.addProperty("method", trial.method().label());
    json.addProperty("widths", trial.widths().label());
    json.addProperty("draw", trial.draw());
    json.addProperty("pictures", result.pictures());
    json.addProperty("top1", result.top1());
    json.addProperty("float_top1", result.floatTop1());
    json.addProperty("agreement", result.agreement());
    json.addProperty("sqnr_db", result.sqnrDb());
    result
        .annotated()
        .ifPresent(fake -> {
          JsonObject floats = new JsonObject();
          floats.addProperty("top1", fake.top1());
          floats.addProperty("agreement", fake.agreement());
          floats.addProperty("sqnr_db", fake.sqnrDb());
          json.add("fake", floats);
        });
    json.addProperty("weight_bytes", result.weightBytes());
    json.addProperty("seconds", result.seconds());
    json.addProperty("sealed", result.sealed());
    return json;
  }

  private static Trial.Result read(JsonObject json) {
    Optional<JsonElement> fake = Optional.ofNullable(json.get("fake"));
    return new Trial.Result(
        json.get("pictures").getAsInt(),
        json.get("top1").getAsDouble(),
        json.get("float_top1").getAsDouble(),
        json.get("agreement").getAsDouble(),
        json.get("sqnr_db").getAsDouble(),
        fake.map(JsonElement::getAsJsonObject)
            .map(f ->
                new Trial.Annotated(
                    f.get("top1").getAsDouble(),
                    f.get("agreement").getAsDouble(),
                    f.get("sqnr_db").getAsDouble())),
        json.get("weight_bytes").getAsLong(),
        json.get("seconds").getAsDouble(),
        json.get("sealed").getAsString());
  }
}
