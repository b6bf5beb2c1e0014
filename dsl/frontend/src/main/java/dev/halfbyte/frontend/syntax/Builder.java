package dev.halfbyte.frontend.syntax;

import static dev.halfbyte.frontend.fault.FrontendCode.NUMBER;

import dev.halfbyte.frontend.ast.Rational;
import dev.halfbyte.frontend.grammar.HbParser.NameContext;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticCode;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.source.Span;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/// What all builders of syntax records share: spans, names, numbers, and whether the declaration at
/// hand is still sound.
class Builder {
  private static final int LONGEST_INTEGER = 18;
  private static final int LONGEST_NUMBER = 64;
  private static final long LARGEST_EXPONENT = 400;

  private final SourceFile source;
  private final DiagnosticCollector diagnostics;
  private boolean failed;

  Builder(SourceFile source, DiagnosticCollector diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  final SourceFile source() {
    return source;
  }

  final DiagnosticCollector diagnostics() {
    return diagnostics;
  }

  /// Whether an error was reported.
  final boolean failed() {
    return failed;
  }

  final void report(Diagnostic diagnostic) {
    failed |= diagnostic.isError();
    diagnostics.report(diagnostic);
  }

  final void error(DiagnosticCode code, Span span, String message) {
    report(Diagnostic.error(code, span, message));
  }

  final Span span(ParserRuleContext context) {
    return span(context.getStart()).to(span(context.getStop()));
  }

  final Span span(Token token) {
    return source.span(token.getStartIndex(), token.getStopIndex() + 1);
  }

  final Name name(NameContext context) {
    return new Name(context.getText(), span(context));
  }

  final List<Name> names(List<NameContext> contexts) {
    return contexts.stream().map(this::name).toList();
  }

  /// The name of an optional part of a rule.
  final Optional<Name> optionalName(@Nullable NameContext context) {
    return context == null ? Optional.empty() : Optional.of(name(context));
  }

  /// A whole number of at most 18 digits; longer ones are reported and read as 1.
  final long integer(Token token) {
    return integer(token.getText(), span(token));
  }

  final long integer(String text, Span span) {
    if (text.length() > LONGEST_INTEGER) {
      error(NUMBER, span, "whole numbers have at most " + LONGEST_INTEGER + " digits");
      return 1;
    }
    return Long.parseLong(text);
  }

  /// A whole number within bounds; others are reported and read as `minimum`.
  final long integer(Token token, long minimum, long maximum) {
    long value = integer(token);
    if (value < minimum || value > maximum) {
      error(NUMBER, span(token), "expected a number from %d to %d".formatted(minimum, maximum));
      return minimum;
    }
    return value;
  }

  final OptionalLong optionalInteger(@Nullable Token token, long minimum, long maximum) {
    return token == null ? OptionalLong.empty() : OptionalLong.of(integer(token, minimum, maximum));
  }

  /// The exact value of a number; absurdly long ones are reported and read as 1.
  final Rational rational(ParserRuleContext number) {
    String text = number.getText();
    return isReasonable(text, span(number))
        ? Rational.of(new BigDecimal(text))
        : Rational.of(BigDecimal.ONE);
  }

  /// Whether a number can be converted without wasting time or memory; reports it otherwise.
  final boolean isReasonable(String text, Span span) {
    int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
    boolean reasonable = text.length() <= LONGEST_NUMBER;
    if (reasonable && exponent >= 0) {
      String digits = text.substring(exponent + 1);
      reasonable =
          digits.length() <= LONGEST_INTEGER
              && Math.abs(Long.parseLong(digits)) <= LARGEST_EXPONENT;
    }
    if (!reasonable) {
      error(NUMBER, span, "this number is too long or too large");
    }
    return reasonable;
  }
}
