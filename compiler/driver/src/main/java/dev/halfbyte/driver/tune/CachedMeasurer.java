package dev.halfbyte.driver.tune;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.loop.schedule.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Measurements that were made before, and others by another measurer, which are kept as soon as
/// they are made: a search that was interrupted goes on where it was.
public final class CachedMeasurer implements Measurer {
  private static final Gson GSON = new Gson();

  private final Path folder;
  private final TuneKey key;
  private final Measurer measurer;
  private int found;

  /// @param folder where measurements are kept, by their key; made when it is needed
  public CachedMeasurer(Path folder, TuneKey key, Measurer measurer) {
    this.folder = folder;
    this.key = key;
    this.measurer = measurer;
  }

  /// How many measurements were found.
  public int found() {
    return found;
  }

  @Override
  public Measurement measure(Schedule schedule, int samples) {
    Path file = folder.resolve(key.name(schedule, samples) + ".json");
    Optional<Measurement> known = read(file);
    if (known.isPresent()) {
      found++;
      return known.get();
    }
    Measurement made = measurer.measure(schedule, samples);
    try {
      AtomicFiles.write(file, text(schedule, made).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return made;
  }

  private String text(Schedule schedule, Measurement made) {
    JsonArray ratios = new JsonArray();
    made.ratios().forEach(ratios::add);
    JsonObject json = new JsonObject();
    json.addProperty("key", key.toString());
    json.addProperty("schedule", schedule.toString());
    json.add("ratios", ratios);
    return GSON.toJson(json) + "\n";
  }

  /// What a file holds; one that cannot be read is made again.
  private static Optional<Measurement> read(Path file) {
    try {
      if (JsonParser.parseString(Files.readString(file)) instanceof JsonObject json
          && json.get("ratios") instanceof JsonArray ratios
          && !ratios.isEmpty()
          && ratios.asList().stream().allMatch(CachedMeasurer::isNumber)) {
        return Optional.of(
            new Measurement(ratios.asList().stream().map(JsonElement::getAsDouble).toList()));
      }
      return Optional.empty();
    } catch (IOException | JsonParseException unreadable) {
      return Optional.empty();
    }
  }

  private static boolean isNumber(JsonElement element) {
    return element instanceof JsonPrimitive value && value.isNumber();
  }
}
