package dev.halfbyte.frontend;

import dev.halfbyte.frontend.ast.Module;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Optional;

/// What checking a file gives.
///
/// @param module present exactly if no diagnostic is an error
/// @param diagnostics errors and warnings by place
public record FrontendResult(Optional<Module> module, List<Diagnostic> diagnostics) {
  /// Copies the diagnostics.
  public FrontendResult {
    diagnostics = List.copyOf(diagnostics);
  }

  /// The module, or a [DiagnosticException] with everything that is wrong.
  public Module orThrow() {
    return module.orElseThrow(() -> new DiagnosticException(diagnostics));
  }
}
