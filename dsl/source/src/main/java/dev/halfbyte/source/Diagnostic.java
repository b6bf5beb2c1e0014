package dev.halfbyte.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One complaint to the user: what is wrong, where, and how to mend it.
///
/// Immutable; `at`, `label` and `help` return extended copies.
///
/// @param code the kind of fault
/// @param severity whether it stops the compilation
/// @param message one sentence without a final full stop, names in backquotes
/// @param span the place to mend, absent where there is no text
/// @param labels other places that explain it, in the order to show them
/// @param help what to do about it
public record Diagnostic(
    DiagnosticCode code,
    Severity severity,
    String message,
    Optional<Span> span,
    List<Label> labels,
    Optional<String> help) {

  /// A second place and what it has to do with the fault.
  public record Label(Span span, String message) {}

  /// Copies the labels.
  public Diagnostic {
    labels = List.copyOf(labels);
  }

  /// An error without a place.
  public static Diagnostic error(DiagnosticCode code, String message) {
    return of(code, Severity.ERROR, message);
  }

  /// An error at `span`.
  public static Diagnostic error(DiagnosticCode code, Span span, String message) {
    return error(code, message).at(span);
  }

  /// A warning at `span`.
  public static Diagnostic warning(DiagnosticCode code, Span span, String message) {
    return of(code, Severity.WARNING, message).at(span);
  }

  private static Diagnostic of(DiagnosticCode code, Severity severity, String message) {
    return new Diagnostic(code, severity, message, Optional.empty(), List.of(), Optional.empty());
  }

  /// This diagnostic at `place`.
  public Diagnostic at(Span place) {
    return new Diagnostic(code, severity, message, Optional.of(place), labels, help);
  }

  /// This diagnostic with a second place.
  public Diagnostic label(Span place, String text) {
    List<Label> extended = new ArrayList<>(labels);
    extended.add(new Label(place, text));
    return new Diagnostic(code, severity, message, span, extended, help);
  }

  /// This diagnostic with advice.
  public Diagnostic help(String advice) {
    return new Diagnostic(code, severity, message, span, labels, Optional.of(advice));
  }

  /// This diagnostic with advice if there is some.
  public Diagnostic help(Optional<String> advice) {
    return advice.map(this::help).orElse(this);
  }

  /// Whether it stops the compilation.
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /// One line: place, severity, code, message.
  public String summary() {
    String place = span.map(s -> s + ": ").orElse("");
    return place + severity.label() + " " + code.code() + ": " + message;
  }
}
