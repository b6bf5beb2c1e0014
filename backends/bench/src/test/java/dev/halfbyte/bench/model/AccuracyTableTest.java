package dev.halfbyte.bench.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.bench.Figure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccuracyTableTest {
  private static Cells cells(double... top1) {
    Cells cells = new Cells();
    for (int i = 0; i < top1.length; i++) {
      Trial.Annotated fake = new Trial.Annotated(top1[i] + 0.25, 94, 13);
      cells.add(
          new Trial(Form.PLAIN, Method.HALFBYTE, Widths.W4A4, i + 1),
          Results.of(top1[i], Optional.of(fake)));
    }
    return cells;
  }

  @Test
  void meansAndSpreadStandInTheTable() {
    Cells cells = cells(92, 93.5, 94);
    cells.add(
        new Trial(Form.PLAIN, Method.NAIVE, Widths.W8A8, 1), Results.of(94, Optional.empty()));
    List<String> lines = new AccuracyTable(cells.all()).lines();
    assertEquals("| method | W8A8 | W4A4 |", lines.get(2));
    assertEquals("| naive min-max | 1.00; 93.0; 12.5 |  |", lines.get(4));
    assertEquals("| halfbyte |  | 1.83 (1.00 .. 3.00); 93.0; 12.5 |", lines.get(5));
  }

  @Test
  void goalsAreJudgedByMeans() {
    Figure met = goal(cells(92.5, 93.5).all(), "points of top-1 lost");
    assertEquals(2, met.value());
    assertTrue(met.isGood());
    assertTrue(!goal(cells(92.4, 93.5).all(), "points of top-1 lost").isGood());
    assertEquals(0.25, goal(cells(92, 93).all(), "points below floats").value());
    Cells naive = new Cells();
    naive.add(
        new Trial(Form.PLAIN, Method.NAIVE, Widths.W4A4, 1), Results.of(90, Optional.empty()));
    assertTrue(!goal(naive.all(), "points that naive loses").isGood(), "the model is too easy");
  }

  private static Figure goal(List<Cell> cells, String name) {
    return new AccuracyGoals(cells)
        .figures().stream()
            .filter(figure -> figure.name().contains(name))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void plotNamesEveryMethod() throws IOException {
    byte[] picture = new AccuracyPlot(Form.PLAIN, cells(92, 93).all()).svg();
    String svg = new String(picture, StandardCharsets.UTF_8);
    assertTrue(svg.contains("<svg"), "a picture");
    assertTrue(svg.contains("halfbyte"), "text that can be found");
  }
}
