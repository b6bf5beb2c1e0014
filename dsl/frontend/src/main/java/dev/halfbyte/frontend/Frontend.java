package dev.halfbyte.frontend;

import dev.halfbyte.frontend.ast.Module;
import dev.halfbyte.frontend.check.Checker;
import dev.halfbyte.frontend.fault.FrontendCode;
import dev.halfbyte.frontend.syntax.ParsedFile;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks .hb files. Safe for any text: hostile input ends in diagnostics.
public final class Frontend {
  private static final int MOST_DIAGNOSTICS = 100;

  private Frontend() {}

  /// Everything that is wrong with a file, and its module if nothing is.
  public static FrontendResult check(SourceFile source) {
    return check(source, List.of());
  }

  /// The same for a file whose blocks may be for kernels of another one.
  ///
  /// @param kernels names of those
  public static FrontendResult check(SourceFile source, List<String> kernels) {
    DiagnosticCollector collector = new DiagnosticCollector(MOST_DIAGNOSTICS);
    Module module = Checker.check(ParsedFile.of(source, collector), kernels, collector);
    List<Diagnostic> diagnostics = new ArrayList<>(collector.diagnostics());
    if (collector.dropped() > 0) {
      diagnostics.add(
          Diagnostic.error(
              FrontendCode.TOO_MANY,
              "there are more errors; the first %d are shown".formatted(MOST_DIAGNOSTICS)));
    }
    return new FrontendResult(
        collector.hasErrors() ? Optional.empty() : Optional.of(module), diagnostics);
  }
}
