package dev.halfbyte.sim.harness;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;

/// JSON as bytes of a text file: indented, keys in the order in which they were added.
final class JsonText {
  private JsonText() {}

  static byte[] bytes(JsonObject root) {
    String text = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root);
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
