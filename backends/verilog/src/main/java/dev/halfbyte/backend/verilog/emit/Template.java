package dev.halfbyte.backend.verilog.emit;

import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A text with `${NAME}` in place of what a build fills in.
final class Template {
  private Template() {}

  /// Returns the resource `name` beside this class with every name replaced by its value.
  static String fill(String name, Map<String, String> values) {
    String text = read(name);
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("${" + value.getKey() + "}", value.getValue());
    }
    int missing = text.indexOf("${");
    if (missing >= 0) {
      throw new CompilerBug(
          name + ": no value for " + text.substring(missing, text.indexOf('}', missing)));
    }
    return text;
  }

  private static String read(String name) {
    try (InputStream stream = Template.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new CompilerBug("no template " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
