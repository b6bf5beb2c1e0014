package dev.halfbyte.frontend.format;

import dev.halfbyte.frontend.grammar.HbParser;
import dev.halfbyte.frontend.syntax.ParsedText;
import java.util.BitSet;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/// What the parse tree says about the place of each token. All sets hold token indices.
final class Layout {
  /// First tokens of declarations.
  final BitSet declarationStarts = new BitSet();

  /// First tokens of statements and items.
  final BitSet statementStarts = new BitSet();

  /// Braces around the statements or items of a declaration.
  final BitSet blockBraces = new BitSet();

  /// Semicolons that end a statement and are left out.
  final BitSet separators = new BitSet();

  /// Minus signs of one operand.
  final BitSet signs = new BitSet();

  /// `*` and `/` within brackets, which take no spaces.
  final BitSet tightOperators = new BitSet();

  /// Opening brackets that do not belong to the word before them.
  final BitSet freeBrackets = new BitSet();

  private final ParsedText text;
  private int brackets;

  private Layout(ParsedText text) {
    this.text = text;
  }

  static Layout of(ParsedText text) {
    Layout layout = new Layout(text);
    layout.visit(text.tree());
    return layout;
  }

  private void visit(ParseTree tree) {
    for (int i = 0; i < tree.getChildCount(); i++) {
      ParseTree child = tree.getChild(i);
      if (child instanceof TerminalNode terminal && tree instanceof ParserRuleContext parent) {
        place(terminal.getSymbol(), parent);
      } else {
        noteStart(child);
        visit(child);
      }
    }
  }

  private void noteStart(ParseTree tree) {
    switch (tree) {
      case HbParser.DeclarationContext declaration ->
          declarationStarts.set(declaration.getStart().getTokenIndex());
      case HbParser.StatementContext statement ->
          statementStarts.set(statement.getStart().getTokenIndex());
      case HbParser.NumericsItemContext item ->
          statementStarts.set(item.getStart().getTokenIndex());
      case HbParser.HardwareItemContext item ->
          statementStarts.set(item.getStart().getTokenIndex());
      default -> {}
    }
  }

  private void place(Token token, ParserRuleContext parent) {
    int index = token.getTokenIndex();
    switch (token.getText()) {
      case "[" -> {
        brackets++;
        freeBrackets.set(index, parent.getParent() instanceof HbParser.ResultContext);
      }
      case "]" -> brackets--;
      case "(" -> freeBrackets.set(index, parent instanceof HbParser.ParenthesisedContext);
      case "{", "}" -> blockBraces.set(index, !(parent instanceof HbParser.HardwareItemContext));
      case ";" -> separators.set(index, isSeparator(token, parent));
      case "-" -> signs.set(index, !(parent instanceof HbParser.ExpressionContext));
      case "*", "/" ->
          tightOperators.set(
              index, brackets > 0 || parent instanceof HbParser.ArgumentValueContext);
      default -> {}
    }
  }

  /// The semicolon between inputs and weights is none, and in numerics a path needs one before it
  /// if its first word could continue the item before.
  private boolean isSeparator(Token token, ParserRuleContext parent) {
    if (parent instanceof HbParser.NumericsContext) {
      int next = token.getTokenIndex() + 1;
      while (ParsedText.isComment(text.tokens().get(next))) {
        next++;
      }
      String word = text.tokens().get(next).getText();
      return switch (word) {
        case "tensor", "token", "axis", "group", "via", "samples", "seed" -> false;
        default -> true;
      };
    }
    return !(parent instanceof HbParser.KernelContext kernel) || afterBrace(token, kernel);
  }

  private static boolean afterBrace(Token token, HbParser.KernelContext kernel) {
    for (int i = 0; i < kernel.getChildCount(); i++) {
      if (kernel.getChild(i) instanceof TerminalNode brace && brace.getText().equals("{")) {
        return token.getTokenIndex() > brace.getSymbol().getTokenIndex();
      }
    }
    return false;
  }
}
