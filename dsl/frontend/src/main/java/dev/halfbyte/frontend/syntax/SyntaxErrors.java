package dev.halfbyte.frontend.syntax;

import static dev.halfbyte.frontend.fault.FrontendCode.SYNTAX;

import dev.halfbyte.frontend.grammar.HbLexer;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.jspecify.annotations.Nullable;

/// Words the parser's complaints: what was found, and what would have been right if that is a short
/// list.
final class SyntaxErrors extends BaseErrorListener {
  private static final int MOST_ALTERNATIVES = 6;
  private static final int LONGEST_QUOTE = 30;

  private final SourceFile source;
  private final DiagnosticCollector diagnostics;

  SyntaxErrors(SourceFile source, DiagnosticCollector diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  @Override
  public void syntaxError(
      Recognizer<?, ?> recognizer,
      @Nullable Object offendingSymbol,
      int line,
      int column,
      @Nullable String message,
      @Nullable RecognitionException exception) {
    if (!(offendingSymbol instanceof Token token)
        || token.getType() == HbLexer.MALFORMED_NUMBER) { // reported when it was read
      return;
    }
    boolean expectedIsKnown = exception == null || exception instanceof InputMismatchException;
    Optional<String> expected =
        expectedIsKnown && recognizer instanceof Parser parser
            ? expected(parser)
            : Optional.empty();
    String found = describe(token);
    String text =
        expected.map(e -> "expected " + e + ", found " + found).orElse("unexpected " + found);
    boolean full = diagnostics.isFull();
    diagnostics.report(Diagnostic.error(SYNTAX, span(token), text));
    if (full) {
      throw new ParseCancellationException("too many errors");
    }
  }

  private Span span(Token token) {
    int length = source.text().length();
    if (token.getType() == Token.EOF) {
      return source.span(length, length);
    }
    return source.span(token.getStartIndex(), token.getStopIndex() + 1);
  }

  private static String describe(Token token) {
    if (token.getType() == Token.EOF) {
      return "the end of the file";
    }
    String text = token.getText();
    String quoted = text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text;
    return "`" + quoted + "`";
  }

  private static Optional<String> expected(Parser parser) {
    IntervalSet set = parser.getExpectedTokens();
    boolean anyName = set.contains(HbLexer.NAME);
    List<String> words = new ArrayList<>();
    for (int type : set.toArray()) {
      if (type == HbLexer.NAME) {
        words.add("a name");
      } else if (type == HbLexer.INTEGER || type == HbLexer.FLOAT) {
        if (!words.contains("a number")) {
          words.add("a number");
        }
      } else if (type == Token.EOF) {
        words.add("the end of the file");
      } else {
        String literal = parser.getVocabulary().getLiteralName(type);
        boolean alsoName = anyName && isWord(literal);
        if (!alsoName) {
          words.add("`" + literal.substring(1, literal.length() - 1) + "`");
        }
      }
    }
    if (words.isEmpty() || words.size() > MOST_ALTERNATIVES) {
      return Optional.empty();
    }
    String last = words.removeLast();
    return Optional.of(words.isEmpty() ? last : String.join(", ", words) + " or " + last);
  }

  private static boolean isWord(String literal) {
    return Character.isLetter(literal.charAt(1));
  }
}
