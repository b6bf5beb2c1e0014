package dev.halfbyte.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.frontend.syntax.ParsedFile;
import dev.halfbyte.source.DiagnosticCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Formatting keeps meaning and comments, and is idempotent.
final class FormatterTest {
  private static String format(String text) {
    return Formatter.format(Sources.file(text)).orThrow();
  }

  private static String syntax(String text) {
    DiagnosticCollector diagnostics = new DiagnosticCollector(100);
    ParsedFile file = ParsedFile.of(Sources.file(text), diagnostics);
    assertEquals(List.of(), diagnostics.diagnostics());
    return Sources.withoutSpans(file.declarations());
  }

  private static List<String> comments(String text) {
    List<String> comments = new ArrayList<>();
    text.lines()
        .filter(line -> line.contains("//"))
        .forEach(line -> comments.add(line.substring(line.indexOf("//")).strip()));
    return comments;
  }

  private static void checkLaws(String text) {
    String formatted = format(text);
    assertEquals(formatted, format(formatted));
    assertEquals(syntax(text), syntax(formatted));
    assertEquals(comments(text), comments(formatted));
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>(Sources.examples().stream().map(Sources::read).toList());
    String[] blocks =
        Sources.read(Sources.ROOT.resolve("dsl/docs/language.md")).split("```hb\n", -1);
    for (int i = 1; i < blocks.length; i++) {
      texts.add(blocks[i].substring(0, blocks[i].indexOf("```")));
    }
    return texts;
  }

  @Test
  void lawsHoldForExamplesAndDocuments() {
    assertTrue(texts().size() > 10);
    texts().forEach(FormatterTest::checkLaws);
  }

  @Test
  void lawsHoldWhereverLinesBreak() {
    Random random = new Random(1);
    for (String text : texts()) {
      for (int i = 0; i < 6; i++) {
        StringBuilder broken = new StringBuilder();
        boolean comment = false;
        for (int at = 0; at < text.length(); at++) {
          char c = text.charAt(at);
          comment = c != '\n' && (comment || c == '/');
          boolean space = c == ' ' && !comment;
          String[] blanks = {" ", "\n", "   ", "\n\n\n", "\t", " // c\n", " /* c */ "};
          broken.append(space ? blanks[random.nextInt(blanks.length)] : String.valueOf(c));
        }
        checkLaws(broken.toString());
      }
    }
  }

  @Test
  void oneStatementPerLine() {
    assertEquals(
        """
        kernel k[n](x: f32[n]) -> f32[n] {
          y = x
          z = -y * 2  // twice
          return z
        }
        """,
        format("kernel k [ n ] (x:f32 [n])->f32[n]{y=x;z=- y*2;// twice\nreturn z}"));
  }

  @Test
  void commentsStayWithWhatTheyAreAbout() {
    String text =
        """
        // file

        // function
        fn f(x) = x  // trailing
            + 1 /* inner */ * 2

        kernel k[n](x: f32[n]) -> f32[n] {  // opening
          // own line
          y = f(x)

          // before return
          return y
          // last
        }
        // end
        """;
    String expected =
        text.replace("* 2", "* 2")
            .replace("1 /* inner */", "1  /* inner */")
            .replace("}\n// end", "}\n\n// end");
    assertEquals(expected, format(text));
  }

  @Test
  void aSemicolonThatMattersStays() {
    String text = "numerics a {\n  y act s8;\n  token.x act s8\n}\n";
    assertEquals(text, format(text));
    assertEquals(
        "numerics a {\n  y act s8\n  x act s8\n}\n", format("numerics a { y act s8; x act s8; }"));
  }

  @Test
  void unsoundTextIsReportedAndKept() {
    Formatter.Result result = Formatter.format(Sources.file("kernel k("));
    assertTrue(result.text().isEmpty());
    assertEquals("HB1001", result.diagnostics().getFirst().code().code());
  }

  @Test
  void anEmptyFileStaysEmpty() {
    assertEquals("", format("  \n\n"));
    assertEquals("// only\n", format("\n// only"));
  }
}
