package dev.halfbyte.sim.harness;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// A JSON object of a file that may be wrong in any way: every accessor checks presence, type and
/// range, and names the path of the value that is not as it should be.
final class JsonFields {
  private static final long MAX_FILE_BYTES = 64L << 20;

  private final FailureCode code;
  private final String path;
  private final JsonObject object;

  private JsonFields(FailureCode code, String path, JsonObject object) {
    this.code = code;
    this.path = path;
    this.object = object;
  }

  /// Reads a file that holds one JSON object and nothing else.
  static JsonFields read(Path file, FailureCode code) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw failure(code, file.toString(), "is larger than " + (MAX_FILE_BYTES >> 20) + " MiB");
      }
      JsonReader reader = new JsonReader(new StringReader(Files.readString(file)));
      reader.setStrictness(Strictness.STRICT);
      JsonElement root = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT || !root.isJsonObject()) {
        throw failure(code, file.toString(), "is not one JSON object");
      }
      return new JsonFields(code, file.getFileName() + ": ", root.getAsJsonObject());
    } catch (CharacterCodingException notText) {
      throw failure(code, file.toString(), "is not UTF-8 text");
    } catch (IOException | JsonParseException malformed) {
      throw failure(code, file.toString(), "cannot be read as JSON: " + malformed.getMessage());
    }
  }

  Set<String> names() {
    return object.keySet();
  }

  boolean has(String name) {
    return object.has(name);
  }

  String text(String name) {
    JsonPrimitive value = primitive(name);
    if (!value.isString() || value.getAsString().length() > 4096) {
      throw wrong(name, "is not a string of at most 4096 characters");
    }
    return value.getAsString();
  }

  boolean flag(String name) {
    JsonPrimitive value = primitive(name);
    if (!value.isBoolean()) {
      throw wrong(name, "is not true or false");
    }
    return value.getAsBoolean();
  }

  long integer(String name, long least, long most) {
    return integer(name, primitive(name), least, most);
  }

  int small(String name, int least, int most) {
    return (int) integer(name, least, most);
  }

  List<String> texts(String name) {
    return list(name, element -> text(name, element));
  }

  List<Integer> integers(String name, int least, int most) {
    return list(name, element -> (int) integer(name, asPrimitive(name, element), least, most));
  }

  JsonFields child(String name) {
    return nested(path + name + ".", present(name), name);
  }

  Optional<JsonFields> optionalChild(String name) {
    return object.has(name) ? Optional.of(child(name)) : Optional.empty();
  }

  List<JsonFields> children(String name) {
    List<JsonFields> children = new ArrayList<>();
    for (JsonElement element : array(name)) {
      children.add(nested(path + name + "[" + children.size() + "].", element, name));
    }
    return List.copyOf(children);
  }

  /// A failure that names this object and one of its fields.
  SimulationFailure wrong(String name, String what) {
    return failure(code, path + name, what);
  }

  private static SimulationFailure failure(FailureCode code, String place, String what) {
    return new SimulationFailure(
        code,
        place + " " + what,
        "write it anew with `halfbyte build --target verilog`, or see sim/docs/manifest.md");
  }

  private <T> List<T> list(String name, Function<JsonElement, T> reader) {
    List<T> values = new ArrayList<>();
    array(name).forEach(element -> values.add(reader.apply(element)));
    return List.copyOf(values);
  }

  private JsonArray array(String name) {
    JsonElement value = present(name);
    if (!value.isJsonArray()) {
      throw wrong(name, "is not an array");
    }
    return value.getAsJsonArray();
  }

  private JsonFields nested(String childPath, JsonElement value, String name) {
    if (!value.isJsonObject()) {
      throw wrong(name, "is not an object");
    }
    return new JsonFields(code, childPath, value.getAsJsonObject());
  }

  private String text(String name, JsonElement element) {
    JsonPrimitive value = asPrimitive(name, element);
    if (!value.isString()) {
      throw wrong(name, "holds something else than strings");
    }
    return value.getAsString();
  }

  private long integer(String name, JsonPrimitive value, long least, long most) {
    try {
      if (value.isNumber() && value.getAsString().length() <= 40) {
        long number = new BigDecimal(value.getAsString()).longValueExact();
        if (number >= least && number <= most) {
          return number;
        }
      }
    } catch (NumberFormatException malformed) {
      throw wrong(name, "is not a number");
    } catch (ArithmeticException fraction) {
      throw wrong(name, "is not a whole number of 64 bits");
    }
    throw wrong(name, "is not a whole number from " + least + " to " + most);
  }

  private JsonPrimitive primitive(String name) {
    return asPrimitive(name, present(name));
  }

  private JsonPrimitive asPrimitive(String name, JsonElement value) {
    if (!value.isJsonPrimitive()) {
      throw wrong(name, "is not a single value");
    }
    return value.getAsJsonPrimitive();
  }

  private JsonElement present(String name) {
    JsonElement value = object.get(name);
    if (value == null) {
      throw wrong(name, "is missing");
    }
    return value;
  }
}
