package dev.halfbyte.quant.calibrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The text form of a [CalibrationResult]; `read(write(r)).equals(r)`.
///
/// ```
/// {"format": 1, "kernel": "mlp", "method": "minmax", "samples": 32,
///  "ranges": {"h": {"min": -0.17, "max": 3.2, "clip": {"4": [-0.17, 2.5]}}},
///  "tables": {"h": {"s4 twin_log": {"reach": 2.9, "lead": 60, "up": 6, "down": 7}}}}
/// ```
public final class CalibrationJson {
  private static final int FORMAT = 1;

  private CalibrationJson() {}

  public static String write(CalibrationResult result) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject();
      json.name("format").value(FORMAT);
      json.name("kernel").value(result.kernel());
      json.name("method").value(result.method());
      json.name("samples").value(result.samples());
      json.name("ranges").beginObject();
      for (Map.Entry<String, TensorRange> entry : result.ranges().entrySet()) {
        json.name(entry.getKey());
        writeRange(json, entry.getValue());
      }
      json.endObject();
      TablesJson.write(json, result.tables());
      json.endObject();
    } catch (IOException e) {
      throw new CompilerBug("a StringWriter failed", e);
    }
    return text.append('\n').toString();
  }

  private static void writeRange(JsonWriter json, TensorRange range) throws IOException {
    json.beginObject();
    json.name("min").value(range.observed().lo());
    json.name("max").value(range.observed().hi());
    if (!range.clipped().isEmpty()) {
      json.name("clip").beginObject();
      for (Map.Entry<Integer, TensorRange.Bounds> clip : range.clipped().entrySet()) {
        json.name(Integer.toString(clip.getKey())).beginArray();
        json.value(clip.getValue().lo()).value(clip.getValue().hi());
        json.endArray();
      }
      json.endObject();
    }
    if (!range.channels().isEmpty()) {
      json.name("channels").beginArray();
      for (TensorRange channel : range.channels()) {
        writeRange(json, channel);
      }
      json.endArray();
    }
    json.endObject();
  }

  /// Reads the text form.
  ///
  /// @param name of the file, for the diagnostic
  /// @throws DiagnosticException for anything else than the text form
  public static CalibrationResult read(String name, String text) {
    try {
      JsonObject root = JsonParser.parseString(text).getAsJsonObject();
      if (root.get("format").getAsInt() != FORMAT) {
        throw new IllegalArgumentException("format is not " + FORMAT);
      }
      SortedMap<String, TensorRange> ranges = new TreeMap<>();
      for (Map.Entry<String, JsonElement> e : root.getAsJsonObject("ranges").entrySet()) {
        ranges.put(e.getKey(), readRange(e.getKey(), e.getValue().getAsJsonObject()));
      }
      return new CalibrationResult(
          root.get("kernel").getAsString(),
          root.get("method").getAsString(),
          root.get("samples").getAsInt(),
          ranges,
          TablesJson.read(root));
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException
        | NullPointerException
        | ClassCastException e) {
      // Gson answers wrong shapes of a document with any of these.
      throw new DiagnosticException(
          Diagnostic.error(
                  QuantCode.CALIBRATION_FILE, "`" + name + "` is no calibration: " + reason(e))
              .help("write one with `halfbyte calibrate` and edit its ranges"));
    }
  }

  private static String reason(RuntimeException e) {
    return e instanceof IllegalArgumentException
        ? String.valueOf(e.getMessage())
        : "wrong structure";
  }

  private static TensorRange readRange(String path, JsonObject range) {
    SortedMap<Integer, TensorRange.Bounds> clipped = new TreeMap<>();
    if (range.has("clip")) {
      for (Map.Entry<String, JsonElement> clip : range.getAsJsonObject("clip").entrySet()) {
        JsonArray pair = clip.getValue().getAsJsonArray();
        if (pair.size() != 2) {
          throw new IllegalArgumentException("a range of `" + path + "` has not two ends");
        }
        clipped.put(
            Integer.parseInt(clip.getKey()),
            new TensorRange.Bounds(number(path, pair.get(0)), number(path, pair.get(1))));
      }
    }
    List<TensorRange> channels = new ArrayList<>();
    if (range.has("channels")) {
      for (JsonElement channel : range.getAsJsonArray("channels")) {
        String place = path + "[" + channels.size() + "]";
        channels.add(readRange(place, channel.getAsJsonObject()));
      }
    }
    return new TensorRange(
        new TensorRange.Bounds(number(path, range.get("min")), number(path, range.get("max"))),
        clipped,
        channels);
  }

  private static float number(String path, JsonElement element) {
    float value = new BigDecimal(element.getAsString()).floatValue();
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("range of `" + path + "` beyond binary32");
    }
    return value;
  }
}
