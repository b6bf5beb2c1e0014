package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.passes.PassCatalogue;
import dev.halfbyte.passes.Passes;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The tables of `compiler/docs/passes.md` are those of the code; `-Dgolden=update` rewrites them.
class PassesDocumentTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("halfbyte.root"), "compiler", "docs", "passes.md");

  @Test
  void tablesAreThoseOfTheCode() throws IOException {
    String text = Files.readString(DOCUMENT);
    String expected = replaced(replaced(text, "passes", passes()), "rules", rules());
    if ("update".equals(System.getProperty("golden"))) {
      Path partial = DOCUMENT.resolveSibling("passes.md.new");
      Files.writeString(partial, expected);
      Files.move(
          partial, DOCUMENT, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    assertEquals(expected, text, "run the test with -Dgolden=update");
  }

  private static String passes() {
    QuantPasses.Source source =
        new QuantPasses.Source(
            NumericsPolicy::builtIn,
            policy -> {
              throw new CompilerBug("a document calibrates nothing for " + policy.name());
            });
    PassCatalogue catalogue = Passes.catalogue().plus(QuantPasses.entries(source));
    return catalogue.entries().values().stream()
        .map(e -> {
          String arguments = e.arguments().isEmpty() ? "" : "(" + e.arguments() + ")";
          String kind = e.kind().name().toLowerCase(Locale.ROOT);
          return "| `" + e.name() + arguments + "` | " + kind + " | " + e.summary() + " |\n";
        })
        .collect(Collectors.joining("", "| pass | kind | what it does |\n|---|---|---|\n", ""));
  }

  private static String rules() {
    return Passes.rules().stream()
        .map(rule -> "| `" + rule.name() + "` | `" + rule.summary().replace("|", "\\|") + "` |\n")
        .collect(Collectors.joining("", "| rule | rewrite |\n|---|---|\n", ""));
  }

  private static String replaced(String text, String name, String table) {
    String begin = "<!-- " + name + ":begin -->\n";
    String end = "<!-- " + name + ":end -->";
    int from = text.indexOf(begin) + begin.length();
    return text.substring(0, from) + table + text.substring(text.indexOf(end));
  }
}
