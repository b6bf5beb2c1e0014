package dev.halfbyte.frontend.syntax;

import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.Token;

/// Marks the context of a token that recovery has made up.
///
/// The parser adds a made-up token to the tree where the grammar asks for one kind of token, but
/// not where it asks for one of several, so such a context would look sound.
final class HoleMarker extends DefaultErrorStrategy {
  @Override
  protected Token getMissingSymbol(Parser recognizer) {
    recognizer.getContext().exception = new InputMismatchException(recognizer);
    return super.getMissingSymbol(recognizer);
  }
}
