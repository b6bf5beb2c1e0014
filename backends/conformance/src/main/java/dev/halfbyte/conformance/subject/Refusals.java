package dev.halfbyte.conformance.subject;

import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.PrintWriter;
import java.io.StringWriter;

/// Exceptions of code under test, as outcomes.
public final class Refusals {
  private Refusals() {}

  /// A target without a form.
  public static Outcome outcome(DiagnosticException refusal) {
    Diagnostic first = refusal.diagnostics().getFirst();
    return new Outcome.NoForm(first.code(), first.message());
  }

  /// A fault of ours, with its stack trace.
  public static Outcome.Broken broken(Throwable fault) {
    StringWriter trace = new StringWriter();
    fault.printStackTrace(new PrintWriter(trace));
    return new Outcome.Broken(trace.toString());
  }
}
