package dev.halfbyte.driver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
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

/// What `expect.json` in a kernel's folder states, each part optional: `{"sqnr_floor_db": {"w4a8":
/// 20.0, ...}, "icarus": true}`.
///
/// @param sqnrFloorsDb signal to noise ratio on `data.npz` below which `verify` fails, by numerics
/// @param icarus whether `verify` runs the RTL under Icarus Verilog too
public record Expectations(SortedMap<String, Double> sqnrFloorsDb, boolean icarus) {
  /// Nothing stated.
  public static final Expectations NONE = new Expectations(new TreeMap<>(), false);

  private static final String FLOORS = "sqnr_floor_db";
  private static final String ICARUS = "icarus";

  public Expectations {
    sqnrFloorsDb = Collections.unmodifiableSortedMap(new TreeMap<>(sqnrFloorsDb));
  }

  /// Those of a kernel's folder; none where there is no file.
  ///
  /// @throws DiagnosticException when the file is malformed; unknown names in it are ignored
  public static Expectations of(Sidecar sidecar) {
    return sidecar.expectations().map(Expectations::read).orElse(NONE);
  }

  public Optional<Double> sqnrFloorDb(String numerics) {
    return Optional.ofNullable(sqnrFloorsDb.get(numerics));
  }

  private static Expectations read(Path file) {
    try {
      JsonElement root = JsonParser.parseString(Files.readString(file));
      if (!root.isJsonObject()) {
        throw malformed(file, "is not a JSON object");
      }
      JsonObject object = root.getAsJsonObject();
      return new Expectations(floors(file, object), icarus(file, object));
    } catch (IOException | JsonParseException e) {
      throw malformed(file, "cannot be read as JSON");
    }
  }

  private static SortedMap<String, Double> floors(Path file, JsonObject root) {
    SortedMap<String, Double> floors = new TreeMap<>();
    if (root.has(FLOORS)) {
      if (!root.get(FLOORS).isJsonObject()) {
        throw malformed(file, "`" + FLOORS + "` is not an object");
      }
      for (Map.Entry<String, JsonElement> floor : root.getAsJsonObject(FLOORS).entrySet()) {
        if (!(floor.getValue() instanceof JsonPrimitive value && value.isNumber())) {
          throw malformed(file, "`" + FLOORS + "." + floor.getKey() + "` is not a number");
        }
        floors.put(floor.getKey(), value.getAsDouble());
      }
    }
    return floors;
  }

  private static boolean icarus(Path file, JsonObject root) {
    if (!root.has(ICARUS)) {
      return false;
    }
    if (!(root.get(ICARUS) instanceof JsonPrimitive value && value.isBoolean())) {
      throw malformed(file, "`" + ICARUS + "` is neither true nor false");
    }
    return value.getAsBoolean();
  }

  private static DiagnosticException malformed(Path file, String what) {
    return new DiagnosticException(
        Diagnostic.error(DriverCode.BAD_EXPECTATIONS, file + ": " + what)
            .help("for example {\"sqnr_floor_db\": {\"w4a8\": 20.0}, \"icarus\": true}"));
  }
}
