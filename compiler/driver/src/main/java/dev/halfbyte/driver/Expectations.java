package dev.halfbyte.driver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What `expect.json` in a kernel's folder states: `{"sqnr_floor_db": {"w4a8": 20.0, ...}}`, the
/// signal to noise ratio on `data.npz` below which `verify` fails, by numerics.
public record Expectations(SortedMap<String, Double> sqnrFloorsDb) {
  public Expectations {
    sqnrFloorsDb = Collections.unmodifiableSortedMap(new TreeMap<>(sqnrFloorsDb));
  }

  /// Those of a kernel's folder; none where there is no file.
  public static Expectations of(Sidecar sidecar) {
    Optional<Path> file = sidecar.expectations();
    return file.isPresent() ? read(file.get()) : new Expectations(new TreeMap<>());
  }

  public Optional<Double> sqnrFloorDb(String numerics) {
    return Optional.ofNullable(sqnrFloorsDb.get(numerics));
  }

  private static Expectations read(Path file) {
    try {
      JsonObject root = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      SortedMap<String, Double> floors = new TreeMap<>();
      for (Map.Entry<String, JsonElement> floor :
          root.getAsJsonObject("sqnr_floor_db").entrySet()) {
        floors.put(floor.getKey(), floor.getValue().getAsDouble());
      }
      return new Expectations(floors);
    } catch (IOException
        | JsonParseException
        | IllegalStateException
        | NullPointerException
        | NumberFormatException e) {
      throw new DiagnosticException(
          Diagnostic.error(
                  DriverCode.BAD_EXPECTATIONS,
                  file + ": needs an object `sqnr_floor_db` of numbers")
              .help("for example {\"sqnr_floor_db\": {\"w4a8\": 20.0}}"));
    }
  }
}
