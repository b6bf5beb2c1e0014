package dev.halfbyte.frontend;

import dev.halfbyte.frontend.format.Canonical;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Optional;

/// Lays out .hb files in the canonical form (`halfbyte fmt`).
///
/// Formatting keeps every comment and the meaning of the file, and formatting twice is formatting
/// once. It needs sound text, not correct names and shapes.
public final class Formatter {
  private static final int MOST_DIAGNOSTICS = 100;

  /// What formatting gives.
  ///
  /// @param text absent if the file has syntax errors
  public record Result(Optional<String> text, List<Diagnostic> diagnostics) {
    /// Copies the diagnostics.
    public Result {
      diagnostics = List.copyOf(diagnostics);
    }

    /// The text, or a [DiagnosticException] with everything that is wrong.
    public String orThrow() {
      return text.orElseThrow(() -> new DiagnosticException(diagnostics));
    }
  }

  private Formatter() {}

  /// The file in canonical layout.
  public static Result format(SourceFile source) {
    DiagnosticCollector diagnostics = new DiagnosticCollector(MOST_DIAGNOSTICS);
    Optional<String> text = Canonical.of(source, diagnostics);
    return new Result(diagnostics.hasErrors() ? Optional.empty() : text, diagnostics.diagnostics());
  }
}
