package dev.halfbyte.frontend.check;

import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticCode;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.Span;
import dev.halfbyte.source.Suggestions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Reports the faults of one declaration; faults inside an inlined function also show the call.
final class Reporter {
  private record Call(String function, Span span) {}

  private final DiagnosticCollector diagnostics;
  private final Deque<Call> calls = new ArrayDeque<>();
  private boolean errors;

  Reporter(DiagnosticCollector diagnostics) {
    this.diagnostics = diagnostics;
  }

  void report(Diagnostic diagnostic) {
    errors |= diagnostic.isError();
    Call call = calls.peek();
    diagnostics.report(
        call == null
            ? diagnostic
            : diagnostic.label(call.span, "in this call of `" + call.function + "`"));
  }

  void error(DiagnosticCode code, Span span, String message) {
    report(Diagnostic.error(code, span, message));
  }

  /// "did you mean ...?", as long as someone would read it.
  Optional<String> didYouMean(String name, Supplier<List<String>> candidates) {
    return diagnostics.isFull() ? Optional.empty() : Suggestions.didYouMean(name, candidates.get());
  }

  /// Whether an error was reported through this object.
  boolean hasErrors() {
    return errors;
  }

  /// From here to [#leaveCall] the text of `function` is checked on behalf of the call at `span`.
  void enterCall(String function, Span span) {
    calls.push(new Call(function, span));
  }

  void leaveCall() {
    calls.pop();
  }

  int callDepth() {
    return calls.size();
  }
}
