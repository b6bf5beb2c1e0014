package dev.halfbyte.source;

import java.util.List;
import java.util.stream.Collectors;

/// Ends the work on faulty user input; the only exception that means "the user has to mend
/// something".
public final class DiagnosticException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never serialized; an exception merely has to declare it
  private final List<Diagnostic> diagnostics;

  /// With everything that is wrong, at least one diagnostic.
  public DiagnosticException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::summary).collect(Collectors.joining("\n")));
    if (diagnostics.isEmpty()) {
      throw new CompilerBug("a DiagnosticException without diagnostics");
    }
    this.diagnostics = List.copyOf(diagnostics);
  }

  /// With one diagnostic.
  public DiagnosticException(Diagnostic diagnostic) {
    this(List.of(diagnostic));
  }

  /// What is wrong, never empty.
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
