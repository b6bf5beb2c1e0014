package dev.halfbyte.frontend.syntax;

import dev.halfbyte.frontend.grammar.HbLexer;
import dev.halfbyte.frontend.grammar.HbParser;
import dev.halfbyte.frontend.grammar.HbParser.FileContext;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/// A file as tokens and parse tree. The tree of a faulty file has holes.
///
/// @param tokens all tokens with their indices, comments included, EOF last
/// @param tree the parse tree
public record ParsedText(List<Token> tokens, FileContext tree) {
  /// Copies the tokens.
  public ParsedText {
    tokens = List.copyOf(tokens);
  }

  /// Reads a file and reports what is wrong with its text; absent if it is not fit for the parser
  /// at all.
  public static Optional<ParsedText> of(SourceFile source, DiagnosticCollector diagnostics) {
    return Tokens.of(source, diagnostics).flatMap(tokens -> parse(source, tokens, diagnostics));
  }

  private static Optional<ParsedText> parse(
      SourceFile source, List<Token> tokens, DiagnosticCollector diagnostics) {
    CommonTokenStream stream = new CommonTokenStream(new ListTokenSource(tokens));
    HbParser parser = new HbParser(stream);
    parser.setErrorHandler(new HoleMarker());
    parser.removeErrorListeners();
    parser.addErrorListener(new SyntaxErrors(source, diagnostics));
    try {
      FileContext tree = parser.file();
      return Optional.of(new ParsedText(stream.getTokens(), tree));
    } catch (ParseCancellationException e) {
      return Optional.empty(); // SyntaxErrors has reported more than can be shown
    }
  }

  /// Whether a token is a comment.
  public static boolean isComment(Token token) {
    return token.getType() == HbLexer.LINE_COMMENT || token.getType() == HbLexer.BLOCK_COMMENT;
  }
}
