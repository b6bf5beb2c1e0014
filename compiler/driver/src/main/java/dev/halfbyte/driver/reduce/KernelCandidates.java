package dev.halfbyte.driver.reduce;

import dev.halfbyte.frontend.Frontend;
import dev.halfbyte.frontend.grammar.HbParser.KernelContext;
import dev.halfbyte.frontend.grammar.HbParser.ReturnStatementContext;
import dev.halfbyte.frontend.syntax.ParsedText;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.SourceFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/// Cuts in a `.hb` text along its parse tree.
///
/// A part goes, with the comma beside it; or a smaller part of the same kind that is inside takes
/// its place; or the number 1 does; a number becomes smaller. Results go together with their types.
///
/// @param sound whether the text is without errors and has to stay so
record KernelCandidates(String name, boolean sound) implements Candidates {
  private static final int MOST_ERRORS = 1;
  private static final int MOST_RESULTS = 16;

  /// Replaces a stretch of a text.
  private record Edit(int start, int end, String replacement) {
    String in(String text) {
      return text.substring(0, start) + replacement + text.substring(end);
    }

    int gain() {
      return end - start - replacement.length();
    }
  }

  @Override
  public List<Supplier<Optional<String>>> of(String text) {
    Optional<ParsedText> parsed = parse(text);
    if (parsed.isEmpty()) {
      return List.of();
    }
    List<Edit> edits = new ArrayList<>();
    collect(parsed.get().tree(), text, edits);
    parsed.get().tokens().stream()
        .filter(ParsedText::isComment)
        .forEach(c -> edits.add(new Edit(c.getStartIndex(), c.getStopIndex() + 1, "")));
    edits.sort(Comparator.comparingInt(Edit::gain).reversed());
    List<Supplier<Optional<String>>> candidates = new ArrayList<>();
    for (int position = 0; position < MOST_RESULTS; position++) {
      int result = position;
      candidates.add(() -> withoutResult(parsed.get().tree(), text, result).filter(this::isLegal));
    }
    for (Edit edit : edits) {
      candidates.add(() -> Optional.of(edit.in(text)).filter(this::isLegal));
    }
    return candidates;
  }

  private Optional<ParsedText> parse(String text) {
    DiagnosticCollector collector = new DiagnosticCollector(MOST_ERRORS);
    Optional<ParsedText> parsed = ParsedText.of(SourceFile.of(name, text), collector);
    return collector.hasErrors() ? Optional.empty() : parsed;
  }

  private boolean isLegal(String text) {
    return sound
        ? Frontend.check(SourceFile.of(name, text)).module().isPresent()
        : parse(text).isPresent();
  }

  private static void collect(ParseTree tree, String text, List<Edit> edits) {
    for (int i = 0; i < tree.getChildCount(); i++) {
      ParseTree child = tree.getChild(i);
      if (child instanceof ParserRuleContext context && context.getStop() != null) {
        delete(context, text, edits);
        hoist(context, context, text, edits);
      } else if (child instanceof TerminalNode leaf) {
        smaller(leaf, edits);
      }
      collect(child, text, edits);
    }
  }

  /// Without the part, with a separator after or before it, and all there is up to its neighbour.
  private static void delete(ParserRuleContext context, String text, List<Edit> edits) {
    int start = start(context);
    int end = end(context);
    int after = skipBlanks(text, end);
    int before = start;
    while (before > 0 && Character.isWhitespace(text.charAt(before - 1))) {
      before--;
    }
    if (after < text.length() && (text.charAt(after) == ',' || text.charAt(after) == ';')) {
      edits.add(new Edit(start, skipBlanks(text, after + 1), ""));
    }
    if (before > 0 && ",;:".indexOf(text.charAt(before - 1)) >= 0) {
      edits.add(new Edit(before - 1, end, ""));
    }
    for (String word : List.of("where", "and", "else", "via", "for", "step", "on")) {
      if (text.startsWith(word, before - word.length())) {
        edits.add(new Edit(before - word.length(), end, ""));
      }
    }
    edits.add(new Edit(start, after, ""));
    if (text.startsWith(";", before - 1)) {
      edits.add(new Edit(before - 1, end, ""));
    }
    edits.add(new Edit(start, end, "1"));
  }

  /// Descendants of the same rule, or operands of an expression, in place of the whole.
  private static void hoist(
      ParserRuleContext outer, ParseTree inner, String text, List<Edit> edits) {
    for (int i = 0; i < inner.getChildCount(); i++) {
      if (inner.getChild(i) instanceof ParserRuleContext context && context.getStop() != null) {
        boolean same = context.getRuleIndex() == outer.getRuleIndex();
        if (same && end(context) - start(context) < end(outer) - start(outer)) {
          edits.add(
              new Edit(start(outer), end(outer), text.substring(start(context), end(context))));
        } else {
          hoist(outer, context, text, edits);
        }
      }
    }
  }

  private static void smaller(TerminalNode leaf, List<Edit> edits) {
    String number = leaf.getText();
    if (!number.chars().allMatch(Character::isDigit) || number.length() > 9 || number.isEmpty()) {
      return;
    }
    int start = leaf.getSymbol().getStartIndex();
    long value = Long.parseLong(number);
    for (long smaller : new long[] {0, 1, value / 2, value - 1}) {
      if (smaller >= 0 && smaller < value) {
        edits.add(new Edit(start, start + number.length(), Long.toString(smaller)));
      }
    }
  }

  /// Without one result of the last kernel and its type.
  private static Optional<String> withoutResult(ParseTree tree, String text, int position) {
    List<Edit> edits = new ArrayList<>();
    for (int i = 0; i < tree.getChildCount(); i++) {
      if (tree.getChild(i).getChildCount() > 0
          && tree.getChild(i).getChild(0) instanceof KernelContext kernel) {
        for (var statement : kernel.statement()) {
          if (statement instanceof ReturnStatementContext last) {
            List<Edit> pair = new ArrayList<>();
            listItem(kernel.type(), position).ifPresent(pair::add);
            listItem(last.result(), position).ifPresent(pair::add);
            edits = pair.size() == 2 ? pair : edits;
          }
        }
      }
    }
    return edits.size() == 2
        ? Optional.of(edits.getFirst().in(edits.getLast().in(text)))
        : Optional.empty();
  }

  private static Optional<Edit> listItem(List<? extends ParserRuleContext> items, int position) {
    if (items.size() < 2 || position >= items.size()) {
      return Optional.empty();
    }
    ParserRuleContext item = items.get(position);
    return Optional.of(
        position + 1 < items.size()
            ? new Edit(start(item), start(items.get(position + 1)), "")
            : new Edit(end(items.get(position - 1)), end(item), ""));
  }

  private static int start(ParserRuleContext context) {
    return context.getStart().getStartIndex();
  }

  private static int end(ParserRuleContext context) {
    return context.getStop().getStopIndex() + 1;
  }

  private static int skipBlanks(String text, int from) {
    int end = from;
    while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return end;
  }
}
