package dev.halfbyte.frontend.syntax;

import dev.halfbyte.frontend.grammar.HbParser.DeclarationContext;
import dev.halfbyte.frontend.grammar.HbParser.NameContext;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTree;

/// The declarations of a file.
///
/// @param declarations those whose text is sound, in source order
/// @param broken names of declarations that are left out; other declarations may refer to them
public record ParsedFile(List<Declaration> declarations, Set<String> broken) {
  /// Copies the collections.
  public ParsedFile {
    declarations = List.copyOf(declarations);
    broken = Set.copyOf(broken);
  }

  /// Reads a file. Faults in the text of a declaration are reported and leave out that declaration
  /// only.
  public static ParsedFile of(SourceFile source, DiagnosticCollector diagnostics) {
    Optional<ParsedText> text = ParsedText.of(source, diagnostics);
    List<Declaration> declarations = new ArrayList<>();
    Set<String> broken = new LinkedHashSet<>();
    for (DeclarationContext context : text.map(t -> t.tree().declaration()).orElse(List.of())) {
      Optional<Declaration> declaration = Optional.empty();
      if (isSound(context)) {
        declaration = new DeclarationBuilder(source, diagnostics).build(context);
      }
      declaration.ifPresent(declarations::add);
      if (declaration.isEmpty()) {
        nameOf(context).ifPresent(broken::add);
      }
    }
    return new ParsedFile(declarations, broken);
  }

  private static boolean isSound(ParseTree tree) {
    if (tree instanceof ErrorNode) {
      return false;
    }
    if (tree instanceof ParserRuleContext context && context.exception != null) {
      return false;
    }
    for (int i = 0; i < tree.getChildCount(); i++) {
      if (!isSound(tree.getChild(i))) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> nameOf(DeclarationContext context) {
    if (context.getChildCount() > 0 && context.getChild(0) instanceof ParserRuleContext child) {
      NameContext name = child.getRuleContext(NameContext.class, 0);
      return name == null ? Optional.empty() : Optional.of(name.getText());
    }
    return Optional.empty();
  }
}
