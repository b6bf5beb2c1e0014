package dev.halfbyte.quant.calibrate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import dev.halfbyte.quant.codes.TableSearch.Found;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The parameters of code tables in the text form of a calibration: by value path and codes, the
/// reach and whole numbers by name. The member is left out where there are none.
final class TablesJson {
  private static final String MEMBER = "tables";
  private static final String REACH = "reach";

  private TablesJson() {}

  static void write(JsonWriter json, SortedMap<String, SortedMap<String, Found>> tables)
      throws IOException {
    if (tables.isEmpty()) {
      return;
    }
    json.name(MEMBER).beginObject();
    for (Map.Entry<String, SortedMap<String, Found>> value : tables.entrySet()) {
      json.name(value.getKey()).beginObject();
      for (Map.Entry<String, Found> codes : value.getValue().entrySet()) {
        json.name(codes.getKey()).beginObject();
        json.name(REACH).value(codes.getValue().reach());
        for (Map.Entry<String, Long> parameter : codes.getValue().parameters().entrySet()) {
          json.name(parameter.getKey()).value(parameter.getValue());
        }
        json.endObject();
      }
      json.endObject();
    }
    json.endObject();
  }

  static SortedMap<String, SortedMap<String, Found>> read(JsonObject root) {
    SortedMap<String, SortedMap<String, Found>> tables = new TreeMap<>();
    if (!root.has(MEMBER)) {
      return tables;
    }
    for (Map.Entry<String, JsonElement> value : root.getAsJsonObject(MEMBER).entrySet()) {
      SortedMap<String, Found> found = new TreeMap<>();
      for (Map.Entry<String, JsonElement> codes : value.getValue().getAsJsonObject().entrySet()) {
        String place = "`" + value.getKey() + "`, `" + codes.getKey() + "`";
        found.put(codes.getKey(), found(place, codes.getValue().getAsJsonObject()));
      }
      tables.put(value.getKey(), found);
    }
    return tables;
  }

  private static Found found(String place, JsonObject codes) {
    SortedMap<String, Long> parameters = new TreeMap<>();
    for (Map.Entry<String, JsonElement> entry : codes.entrySet()) {
      if (!entry.getKey().equals(REACH)) {
        parameters.put(entry.getKey(), whole(place, entry));
      }
    }
    if (!codes.has(REACH)) {
      throw new IllegalArgumentException("the table of " + place + " has no reach");
    }
    double reach = codes.get(REACH).getAsDouble();
    if (!(reach >= 0 && reach <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("the table of " + place + " reaches " + reach);
    }
    return new Found(parameters, reach);
  }

  private static long whole(String place, Map.Entry<String, JsonElement> entry) {
    try {
      return entry.getValue().getAsBigDecimal().longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "`%s` of the table of %s is no whole number".formatted(entry.getKey(), place), e);
    }
  }
}
