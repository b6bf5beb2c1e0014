package dev.halfbyte.frontend;

import dev.halfbyte.frontend.ast.Module;
import dev.halfbyte.source.CaretRenderer;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Short cuts for tests of the front end.
final class Sources {
  static final Path ROOT = Path.of(System.getProperty("halfbyte.root"));

  private Sources() {}

  static SourceFile file(String text) {
    return SourceFile.of("t.hb", text);
  }

  static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> examples() {
    try (Stream<Path> files = Files.list(ROOT.resolve("dsl/examples"))) {
      return files.filter(f -> f.toString().endsWith(".hb")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// `HB1101 2:5` for each diagnostic, in order.
  static List<String> codes(String text) {
    return Frontend.check(file(text)).diagnostics().stream()
        .map(d -> d.code().code() + d.span().map(s -> " " + s.startPosition()).orElse(""))
        .toList();
  }

  static String rendered(String text) {
    return CaretRenderer.render(Frontend.check(file(text)).diagnostics());
  }

  static Module module(String text) {
    return Frontend.check(file(text)).orThrow();
  }

  /// A kernel over `x, y: f32[n]`, `a: f32[n, m]` and `q: s8[n]` with the statements `body`, which
  /// begin on line 2.
  static String kernel(String body) {
    return "kernel k[n: 4..64, m](x, y: f32[n], a: f32[n, m], q: s8[n]) -> f32[n] {\n"
        + body
        + "\n}\n";
  }

  /// The errors of [#kernel], without the warnings that most such kernels give.
  static List<String> errors(String body) {
    return codes(kernel(body)).stream().filter(c -> !c.startsWith("HB1103")).toList();
  }

  /// The record as text without spans.
  static String withoutSpans(Object value) {
    return switch (value) {
      case dev.halfbyte.source.Span _ -> "";
      case List<?> list ->
          list.stream().map(Sources::withoutSpans).collect(Collectors.joining(", ", "[", "]"));
      case Optional<?> optional -> optional.map(Sources::withoutSpans).orElse("none");
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e -> withoutSpans(e.getKey()) + "=" + withoutSpans(e.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Record r -> components(r);
      default -> value.toString();
    };
  }

  private static String components(Record value) {
    StringBuilder text = new StringBuilder(value.getClass().getSimpleName()).append('(');
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        text.append(withoutSpans(component.getAccessor().invoke(value))).append(' ');
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("record component " + component, e);
      }
    }
    return text.append(')').toString();
  }
}
