package dev.halfbyte.frontend.syntax;

import static dev.halfbyte.frontend.fault.FrontendCode.CHARACTER;
import static dev.halfbyte.frontend.fault.FrontendCode.NESTING;
import static dev.halfbyte.frontend.fault.FrontendCode.NUMBER;
import static dev.halfbyte.frontend.fault.FrontendCode.OPEN_COMMENT;
import static dev.halfbyte.frontend.fault.FrontendCode.TOO_LARGE;

import dev.halfbyte.frontend.grammar.HbLexer;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/// Cuts a file into tokens and turns away what the parser should not be asked to read.
final class Tokens {
  static final int LARGEST_FILE = 1 << 20;
  static final int MOST_TOKENS = 200_000;
  static final int DEEPEST_NESTING = 100;

  private final SourceFile source;
  private final DiagnosticCollector diagnostics;
  private final List<Token> tokens = new ArrayList<>();
  private int depth;
  private Optional<Span> unknown = Optional.empty();

  private Tokens(SourceFile source, DiagnosticCollector diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  /// The tokens with comments and the final EOF; absent if the parser must not see the file, which
  /// is then reported.
  static Optional<List<Token>> of(SourceFile source, DiagnosticCollector diagnostics) {
    return new Tokens(source, diagnostics).read();
  }

  private Optional<List<Token>> read() {
    if (source.text().length() > LARGEST_FILE) {
      diagnostics.report(
          Diagnostic.error(
              TOO_LARGE,
              source.span(0, 0),
              "the file has %d characters; the limit is %d"
                  .formatted(source.text().length(), LARGEST_FILE)));
      return Optional.empty();
    }
    HbLexer lexer = new HbLexer(new TextStream(source));
    lexer.removeErrorListeners();
    while (true) {
      Token token = lexer.nextToken();
      if (token.getType() != HbLexer.UNKNOWN) {
        reportUnknown();
      }
      if (!accept(token)) {
        return Optional.empty();
      }
      if (token.getType() == Token.EOF) {
        return Optional.of(tokens);
      }
    }
  }

  /// Keeps or reports one token; false if reading must stop.
  private boolean accept(Token token) {
    switch (token.getType()) {
      case HbLexer.UNKNOWN -> {
        Span span = span(token);
        unknown =
            Optional.of(
                unknown.filter(u -> u.end() == span.start()).map(u -> u.to(span)).orElse(span));
      }
      case HbLexer.OPEN_COMMENT -> {
        diagnostics.report(
            Diagnostic.error(OPEN_COMMENT, span(token), "this comment is never closed")
                .help("close it with `*/`"));
        return false;
      }
      case HbLexer.MALFORMED_NUMBER -> {
        diagnostics.report(
            Diagnostic.error(NUMBER, span(token), "malformed number")
                .help("put a space between the number and the word, or an operator"));
        tokens.add(token);
      }
      default -> tokens.add(token);
    }
    return nestingIsBounded(token) && sizeIsBounded(token);
  }

  private void reportUnknown() {
    unknown.ifPresent(span ->
        diagnostics.report(
            Diagnostic.error(
                CHARACTER,
                span,
                span.end() - span.start() == 1
                    ? "this character has no meaning here"
                    : "these characters have no meaning here")));
    unknown = Optional.empty();
  }

  private boolean nestingIsBounded(Token token) {
    String text = token.getChannel() == Token.DEFAULT_CHANNEL ? token.getText() : "";
    switch (text) {
      case "(", "[", "{" -> depth++;
      case ")", "]", "}" -> depth--;
      default -> {}
    }
    if (depth <= DEEPEST_NESTING) {
      return true;
    }
    diagnostics.report(
        Diagnostic.error(NESTING, span(token), "brackets are nested deeper than " + DEEPEST_NESTING)
            .help("give names to the inner expressions"));
    return false;
  }

  private boolean sizeIsBounded(Token token) {
    if (tokens.size() <= MOST_TOKENS) {
      return true;
    }
    diagnostics.report(
        Diagnostic.error(
            TOO_LARGE, span(token), "the file has more than " + MOST_TOKENS + " words and signs"));
    return false;
  }

  private Span span(Token token) {
    return source.span(token.getStartIndex(), token.getStopIndex() + 1);
  }
}
