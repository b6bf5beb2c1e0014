package dev.halfbyte.conformance.fuzz;

import com.google.gson.JsonParser;
import dev.halfbyte.source.CaretRenderer;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.JsonRenderer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What every target claims: an input ends in a result or in diagnostics that can be shown.
final class Law {
  private Law() {}

  /// The result of `reader`; empty when it refuses the input with diagnostics.
  static <T> Optional<T> accepted(Supplier<T> reader) {
    try {
      return Optional.of(reader.get());
    } catch (DiagnosticException refused) {
      show(refused.diagnostics());
      return Optional.empty();
    }
  }

  /// Renders diagnostics in both forms.
  static void show(List<Diagnostic> diagnostics) {
    holds(
        diagnostics.isEmpty() != CaretRenderer.render(diagnostics).contains("HB"),
        "a diagnostic is shown with its code");
    var _ = JsonParser.parseString(JsonRenderer.render(diagnostics));
  }

  static void holds(boolean law, String text) {
    if (!law) {
      throw new AssertionError(text);
    }
  }

  static void equal(Object expected, Object actual, String text) {
    if (!expected.equals(actual)) {
      throw new AssertionError(text + "\nexpected: " + expected + "\n  actual: " + actual);
    }
  }

  /// Bytes as text; what is no UTF-8 becomes the replacement character.
  static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }
}
