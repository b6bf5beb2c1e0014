package dev.halfbyte.frontend.format;

import dev.halfbyte.frontend.grammar.HbLexer;
import dev.halfbyte.frontend.syntax.ParsedText;
import java.util.List;
import org.antlr.v4.runtime.Token;

/// Writes the tokens of a file in canonical layout.
///
/// One statement per line, two spaces of indentation in blocks, four more for the lines that
/// continue a statement. Where a statement is broken into lines, and which lines are separated by
/// an empty one, is left to the author.
final class Writer {
  private static final int BLOCK = 2;
  private static final int CONTINUATION = 4;

  private final List<Token> tokens;
  private final Layout layout;
  private final StringBuilder out = new StringBuilder();
  private int indentation;
  private boolean blankDue;

  Writer(ParsedText text) {
    this.tokens = text.tokens();
    this.layout = Layout.of(text);
  }

  String write() {
    int previous = -1;
    for (int i = 0; tokens.get(i).getType() != Token.EOF; i++) {
      if (!layout.separators.get(i)) {
        write(previous, i);
        previous = i;
      }
    }
    return out.isEmpty() ? "" : out.append('\n').toString();
  }

  private void write(int previous, int index) {
    Token token = tokens.get(index);
    boolean block = layout.blockBraces.get(index);
    boolean closes = block && token.getText().equals("}");
    if (closes) {
      indentation = 0;
    }
    if (previous >= 0) {
      separate(previous, index);
    }
    out.append(token.getText().stripTrailing());
    if (block) {
      indentation = closes ? 0 : BLOCK;
      blankDue = closes;
    }
  }

  private void separate(int previous, int index) {
    Token token = tokens.get(index);
    boolean starts = startsLine(index);
    boolean broken = lineBreaks(previous, index) > 0;
    if (ParsedText.isComment(token) && !broken) {
      out.append("  ");
    } else if (starts || mustBreak(previous) || (broken && !opensBlock(index))) {
      breakLine(
          previous, index, starts || (ParsedText.isComment(token) && startsLine(nextWord(index))));
    } else if (isSpaced(previous, index)) {
      out.append(' ');
    }
  }

  private void breakLine(int previous, int index, boolean statement) {
    boolean afterOpening = opensBlock(previous);
    boolean beforeClosing = layout.blockBraces.get(index) && !opensBlock(index);
    boolean blank = lineBreaks(previous, index) > 1 || blankDue;
    out.append(blank && statement && !afterOpening && !beforeClosing ? "\n\n" : "\n");
    blankDue = false;
    out.repeat(' ', indentation + (statement ? 0 : CONTINUATION));
  }

  private boolean startsLine(int index) {
    return layout.declarationStarts.get(index)
        || layout.statementStarts.get(index)
        || (layout.blockBraces.get(index) && !opensBlock(index))
        || tokens.get(index).getType() == Token.EOF;
  }

  private boolean opensBlock(int index) {
    return layout.blockBraces.get(index) && tokens.get(index).getText().equals("{");
  }

  private boolean mustBreak(int previous) {
    return tokens.get(previous).getType() == HbLexer.LINE_COMMENT;
  }

  private int nextWord(int index) {
    int next = index;
    while (ParsedText.isComment(tokens.get(next)) || layout.separators.get(next)) {
      next++;
    }
    return next;
  }

  private int lineBreaks(int previous, int index) {
    Token before = tokens.get(previous);
    int last = before.getLine() + (int) before.getText().chars().filter(c -> c == '\n').count();
    return tokens.get(index).getLine() - last;
  }

  private boolean isSpaced(int previous, int index) {
    String before = tokens.get(previous).getText();
    String after = tokens.get(index).getText();
    boolean tight =
        switch (before) {
          case "(", "[", "..", "." -> true;
          default -> layout.signs.get(previous) || layout.tightOperators.get(previous);
        };
    return !tight
        && switch (after) {
          case ")", "]", ",", ";", ":", "..", "." -> false;
          case "(", "[" -> layout.freeBrackets.get(index);
          default -> !layout.tightOperators.get(index);
        };
  }
}
