package dev.halfbyte.source;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;

/// Writes diagnostics for programs, as the array under `"diagnostics"` of every command's `--json`.
///
/// Each element has `code`, `title`, `severity`, `message`, and where known `span` (`file`, `start`
/// and `end` with `line`, `column`, `offset`), `labels` (`message`, `span`) and `help`. Lines and
/// columns count from 1, offsets from 0 in UTF-16 units.
public final class JsonRenderer {
  private JsonRenderer() {}

  /// The array as text.
  public static String render(List<Diagnostic> diagnostics) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      write(json, diagnostics);
    } catch (IOException e) {
      throw new CompilerBug("a StringWriter failed", e);
    }
    return text.toString();
  }

  /// Writes the array as the next value of `json`.
  public static void write(JsonWriter json, List<Diagnostic> diagnostics) throws IOException {
    json.beginArray();
    for (Diagnostic diagnostic : diagnostics) {
      write(json, diagnostic);
    }
    json.endArray();
  }

  private static void write(JsonWriter json, Diagnostic diagnostic) throws IOException {
    json.beginObject();
    json.name("code").value(diagnostic.code().code());
    json.name("title").value(diagnostic.code().title());
    json.name("severity").value(diagnostic.severity().label());
    json.name("message").value(diagnostic.message());
    Optional<Span> span = diagnostic.span();
    if (span.isPresent()) {
      json.name("span");
      write(json, span.get());
    }
    if (!diagnostic.labels().isEmpty()) {
      json.name("labels").beginArray();
      for (Diagnostic.Label label : diagnostic.labels()) {
        json.beginObject().name("message").value(label.message()).name("span");
        write(json, label.span());
        json.endObject();
      }
      json.endArray();
    }
    Optional<String> help = diagnostic.help();
    if (help.isPresent()) {
      json.name("help").value(help.get());
    }
    json.endObject();
  }

  private static void write(JsonWriter json, Span span) throws IOException {
    json.beginObject().name("file").value(span.source().name());
    json.name("start");
    write(json, span.startPosition(), span.start());
    json.name("end");
    write(json, span.endPosition(), span.end());
    json.endObject();
  }

  private static void write(JsonWriter json, Position position, int offset) throws IOException {
    json.beginObject();
    json.name("line").value(position.line());
    json.name("column").value(position.column());
    json.name("offset").value(offset);
    json.endObject();
  }
}
