package dev.halfbyte.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SourceFileTest {
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

  @Test
  void everyLineTerminatorEndsALine() {
    SourceFile file = SourceFile.of("a", "a\nbb\r\nccc\rd");
    assertEquals(4, file.lineCount());
    List<String> lines =
        List.of(1, 2, 3, 4).stream()
            .map(line -> file.span(file.lineStart(line), file.lineEnd(line)).text())
            .toList();
    assertEquals(List.of("a", "bb", "ccc", "d"), lines);
  }

  @Test
  void positionsCountFromOne() {
    SourceFile file = SourceFile.of("a", "a\nbb\n");
    assertEquals(new Position(1, 1), file.positionAt(0));
    assertEquals(new Position(1, 2), file.positionAt(1));
    assertEquals(new Position(2, 1), file.positionAt(2));
    assertEquals(new Position(3, 1), file.positionAt(5));
    assertEquals(new Position(1, 1), SourceFile.of("empty", "").positionAt(0));
  }

  @Test
  void spansOutsideTheFileAreOurFault() {
    SourceFile file = SourceFile.of("a", "abc");
    assertThrows(CompilerBug.class, () -> file.span(2, 4));
    assertThrows(CompilerBug.class, () -> file.span(2, 1));
    assertThrows(CompilerBug.class, () -> file.positionAt(4));
  }

  @Test
  void joinedSpansHoldBoth() {
    SourceFile file = SourceFile.of("a", "abcdef");
    assertEquals(file.span(1, 5), file.span(4, 5).to(file.span(1, 2)));
  }

  @Test
  void collectorSortsByPlaceAndKeepsDuplicatesOnce() {
    SourceFile file = SourceFile.of("a", "abcdef");
    DiagnosticCollector collector = new DiagnosticCollector(2);
    Diagnostic late = Diagnostic.error(Code.SAMPLE, file.span(4, 5), "late");
    Diagnostic early = Diagnostic.warning(Code.SAMPLE, file.span(0, 1), "early");
    collector.report(early);
    assertFalse(collector.hasErrors());
    collector.report(late);
    collector.report(late);
    assertEquals(0, collector.dropped());
    collector.report(Diagnostic.error(Code.SAMPLE, "too many"));
    assertTrue(collector.hasErrors());
    assertTrue(collector.isFull());
    assertEquals(1, collector.dropped());
    assertEquals(List.of(early, late), collector.diagnostics());
  }

  @Test
  void suggestsOnlyCloseNames() {
    List<String> names = List.of("relu", "gelu", "softmax");
    assertEquals(Optional.of("relu"), Suggestions.closest("rleu", names));
    assertEquals(Optional.of("softmax"), Suggestions.closest("sofmax", names));
    assertEquals(Optional.empty(), Suggestions.closest("tanh", names));
    assertEquals(Optional.empty(), Suggestions.closest("x", List.of("y")));
  }

  @Test
  void anExceptionListsItsDiagnostics() {
    DiagnosticException e = new DiagnosticException(Diagnostic.error(Code.SAMPLE, "wrong"));
    assertEquals("error HB0001: wrong", e.getMessage());
    assertThrows(CompilerBug.class, () -> new DiagnosticException(List.of()));
  }
}
