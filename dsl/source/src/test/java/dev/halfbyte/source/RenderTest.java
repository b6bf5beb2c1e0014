package dev.halfbyte.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RenderTest {
  private enum Code implements DiagnosticCode {
    SAMPLE;

    @Override
    public String code() {
      return "HB0001";
    }

    @Override
    public String title() {
      return "sample";
    }
  }

  private static Diagnostic at(SourceFile file, int start, int end) {
    return Diagnostic.error(Code.SAMPLE, file.span(start, end), "wrong");
  }

  @Test
  void showsLineCaretsLabelsAndHelp() {
    SourceFile file = SourceFile.of("a.hb", "one\n  two three\nfour\n");
    Diagnostic diagnostic =
        at(file, 10, 15).label(file.span(0, 3), "because of this").help("do that");
    assertEquals(
        """
        a.hb:2:7: error HB0001: wrong
          2 |   two three
            |       ^^^^^
          a.hb:1:1: because of this
          1 | one
            | ---
          help: do that
        """,
        CaretRenderer.render(diagnostic));
  }

  @Test
  void withoutPlaceOnlyTheMessageIsShown() {
    assertEquals(
        "error HB0001: wrong\n", CaretRenderer.render(Diagnostic.error(Code.SAMPLE, "wrong")));
  }

  @Test
  void tabsKeepCaretsInPlace() {
    SourceFile file = SourceFile.of("a.hb", "\ta\tbc");
    assertEquals(
        """
        a.hb:1:4: error HB0001: wrong
          1 |     a   bc
            |         ^^
        """,
        CaretRenderer.render(at(file, 3, 5)));
  }

  @Test
  void multiLineSpansNameTheirLastLine() {
    SourceFile file = SourceFile.of("a.hb", "ab(\ncd\n)");
    assertEquals(
        """
        a.hb:1:3: error HB0001: wrong
          1 | ab(
            |   ^ to line 3
        """,
        CaretRenderer.render(at(file, 2, 8)));
  }

  @Test
  void longLinesAreCutAroundThePlace() {
    SourceFile file = SourceFile.of("a.hb", "x".repeat(1_000_000) + "y" + "z".repeat(1_000_000));
    String[] lines = CaretRenderer.render(at(file, 1_000_000, 1_000_001)).split("\n", -1);
    assertEquals("a.hb:1:1000001: error HB0001: wrong", lines[0]);
    assertTrue(lines[1].length() < 150, lines[1]);
    assertEquals(lines[1].indexOf('y'), lines[2].indexOf('^'));
    assertTrue(lines[1].endsWith("..."), lines[1]);
  }

  @Test
  void unprintableCharactersNeverReachTheTerminal() {
    SourceFile file = SourceFile.of("a.hb", "a\u001b[31m\u202eb\ud800 c");
    String rendered = CaretRenderer.render(at(file, 0, 1));
    assertTrue(rendered.contains("a\ufffd[31m\ufffdb\ufffd c"), rendered);
  }

  @Test
  void theEndOfTheFileHasAPlace() {
    SourceFile file = SourceFile.of("a.hb", "ab\r\n");
    assertEquals(
        """
        a.hb:2:1: error HB0001: wrong
          2 |\s
            | ^
        """,
        CaretRenderer.render(at(file, 4, 4)));
  }

  @Test
  void characterOutsideTheBasicPlaneCountsOnce() {
    SourceFile file = SourceFile.of("a.hb", "\ud83d\ude00 b");
    assertEquals(new Position(1, 3), at(file, 3, 4).span().orElseThrow().startPosition());
  }

  @Test
  void jsonHasEveryPart() {
    SourceFile file = SourceFile.of("a.hb", "one\n\"two\"\n");
    Diagnostic diagnostic = at(file, 4, 9).label(file.span(0, 3), "first").help("mend \"it\"");
    JsonArray array =
        JsonParser.parseString(JsonRenderer.render(List.of(diagnostic))).getAsJsonArray();
    JsonObject json = array.get(0).getAsJsonObject();
    assertEquals("HB0001", json.get("code").getAsString());
    assertEquals("error", json.get("severity").getAsString());
    assertEquals("mend \"it\"", json.get("help").getAsString());
    JsonObject end = json.getAsJsonObject("span").getAsJsonObject("end");
    assertEquals("{\"line\":2,\"column\":6,\"offset\":9}", end.toString());
    JsonObject label = json.getAsJsonArray("labels").get(0).getAsJsonObject();
    assertEquals("first", label.get("message").getAsString());
  }

  @Test
  void jsonLeavesOutWhatIsUnknown() {
    String text = JsonRenderer.render(List.of(Diagnostic.error(Code.SAMPLE, "wrong")));
    JsonObject json = JsonParser.parseString(text).getAsJsonArray().get(0).getAsJsonObject();
    assertEquals(List.of("code", "title", "severity", "message"), List.copyOf(json.keySet()));
  }
}
