package dev.halfbyte.frontend.format;

import dev.halfbyte.frontend.syntax.ParsedText;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.SourceFile;
import java.util.Optional;

/// The canonical text of a file.
public final class Canonical {
  private Canonical() {}

  /// The file in canonical layout; absent, with the reason reported, if its text is not sound.
  public static Optional<String> of(SourceFile source, DiagnosticCollector diagnostics) {
    Optional<ParsedText> text = ParsedText.of(source, diagnostics);
    return diagnostics.hasErrors() ? Optional.empty() : text.map(t -> new Writer(t).write());
  }
}
