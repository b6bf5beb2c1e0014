package dev.halfbyte.driver.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.frontend.grammar.HbLexer;
import dev.halfbyte.frontend.grammar.HbParser;
import dev.halfbyte.frontend.syntax.ParsedText;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.testkit.kernel.KernelGenerator;
import dev.halfbyte.testkit.kernel.KernelOptions;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.junit.jupiter.api.Test;

/// Random kernels use every rule and every word of the grammar.
class GrammarCoverageTest {
  private static final long KERNELS = 600;

  /// What has no meaning yet, so that no kernel that compiles can have it.
  private static final Set<String> WITHOUT_MEANING = Set.of("'state'", "'token'", "'group'");

  /// What only texts with faults have.
  private static final Set<String> FAULTS =
      Set.of("MALFORMED_NUMBER", "OPEN_COMMENT", "UNKNOWN", "BLANK");

  private final Set<String> rules = new TreeSet<>();
  private final Set<String> tokens = new TreeSet<>();

  @Test
  void everyRuleAndEveryWordOccurs() {
    for (long seed = 1; seed <= KERNELS; seed++) {
      KernelOptions options = seed % 2 == 0 ? KernelOptions.floats(6) : KernelOptions.quantized(6);
      DiagnosticCollector faults = new DiagnosticCollector(1);
      ParsedText text =
          ParsedText.of(
                  SourceFile.of("k.hb", KernelGenerator.generate(seed, options).source()), faults)
              .orElseThrow();
      assertEquals(0, faults.diagnostics().size());
      text.tokens().forEach(token -> tokens.add(name(token.getType())));
      visit(text.tree());
    }
    Set<String> missing = new TreeSet<>();
    Arrays.stream(HbParser.class.getDeclaredClasses())
        .filter(c -> ParserRuleContext.class.isAssignableFrom(c))
        .filter(c ->
            Arrays.stream(HbParser.class.getDeclaredClasses())
                .noneMatch(sub -> sub.getSuperclass() == c))
        .filter(c -> !Modifier.isAbstract(c.getModifiers()))
        .map(Class::getSimpleName)
        .filter(rule -> !rules.contains(rule))
        .forEach(missing::add);
    for (int type = 1; type <= HbLexer.VOCABULARY.getMaxTokenType(); type++) {
      if (!tokens.contains(name(type))) {
        missing.add(name(type));
      }
    }
    missing.removeAll(WITHOUT_MEANING);
    missing.removeAll(FAULTS);
    assertEquals(Set.of(), missing);
  }

  private static String name(int type) {
    return HbLexer.VOCABULARY.getDisplayName(type);
  }

  private void visit(ParseTree tree) {
    rules.add(tree.getClass().getSimpleName());
    for (int i = 0; i < tree.getChildCount(); i++) {
      visit(tree.getChild(i));
    }
  }
}
