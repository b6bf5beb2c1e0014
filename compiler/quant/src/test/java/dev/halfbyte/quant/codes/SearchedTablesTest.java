package dev.halfbyte.quant.codes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What families promise, which code is nearest, and which parameters a search finds.
class SearchedTablesTest {
  record Table(TableFamily family, int bits) {}

  static Stream<Table> tables() {
    List<TableFamily> families =
        List.of(
            new AdaLogFamily(10),
            new AdaLogFamily(23),
            new AdaLogFamily(137),
            new SulqFamily(16),
            new SulqFamily(328),
            new SulqFamily(1 << 14),
            new PostFamily(),
            new TwinLogFamily(60, 6, 9),
            new TwinLogFamily(-160, 32, 1),
            new TanFitFamily(false, -44),
            new TanFitFamily(true, 31));
    return families.stream()
        .flatMap(family ->
            IntStream.rangeClosed(1, 9)
                .filter(family::hasWidth)
                .mapToObj(b -> new Table(family, b)));
  }

  /// Every number halfway between neighbours, both neighbours of it, and every entry: the nearest
  /// entry, of two the one of larger magnitude, of equal ones the smallest code.
  @ParameterizedTest
  @MethodSource("tables")
  void theNearestCodeIsExact(Table table) {
    Encoding.Table encoding = table.family.table(table.bits);
    NearestCode nearest = new NearestCode(encoding);
    List<Long> sorted = encoding.entries().stream().distinct().sorted().toList();
    for (int i = 0; i + 1 < sorted.size(); i++) {
      double tie = (sorted.get(i) + sorted.get(i + 1)) / 2.0;
      for (double number : List.of(tie, Math.nextUp(tie), Math.nextDown(tie))) {
        assertEquals(expected(encoding, number), nearest.of(number), "number " + number);
      }
    }
    for (long entry : sorted) {
      assertEquals(encoding.entries().indexOf(entry), nearest.of((double) entry));
    }
    assertEquals(expected(encoding, 1e9), nearest.of(1e9));
    assertEquals(expected(encoding, -1e9), nearest.of(-1e9));
  }

  private static long expected(Encoding.Table encoding, double number) {
    BigDecimal exact = new BigDecimal(number);
    int best = 0;
    for (int code = 1; code < encoding.entries().size(); code++) {
      long entry = encoding.decode(code);
      long kept = encoding.decode(best);
      int nearer =
          BigDecimal.valueOf(entry)
              .subtract(exact)
              .abs()
              .compareTo(BigDecimal.valueOf(kept).subtract(exact).abs());
      boolean larger = Math.abs(entry) > Math.abs(kept);
      best = nearer < 0 || (nearer == 0 && larger) ? code : best;
    }
    return best;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void tablesKeepTheirPromises(Table table) {
    Encoding.Table encoding = table.family.table(table.bits);
    assertEquals(new IntType(table.bits, false), encoding.storage());
    assertTrue(NearestCode.largest(encoding) < 1 << 15, "as 16 bits hold");
    boolean negative = table.family.signed() || table.family instanceof SulqFamily;
    assertTrue(negative || encoding.minDecoded() == 0, "sign of " + table);
  }

  @Test
  void otherWidthsAndParametersAreRefused() {
    for (TableFamily family :
        List.of(
            new AdaLogFamily(37),
            new SulqFamily(16),
            new PostFamily(),
            new TwinLogFamily(0, 8, 8),
            new TanFitFamily(true, 0))) {
      assertFalse(family.hasWidth(1));
      assertFalse(family.hasWidth(9));
      assertThrows(IllegalArgumentException.class, () -> family.table(9));
    }
    assertThrows(IllegalArgumentException.class, () -> new AdaLogFamily(9));
    assertThrows(IllegalArgumentException.class, () -> new AdaLogFamily(138));
    assertThrows(IllegalArgumentException.class, () -> new SulqFamily(0));
    assertThrows(IllegalArgumentException.class, () -> new TwinLogFamily(161, 8, 8));
    assertThrows(IllegalArgumentException.class, () -> new TwinLogFamily(0, 0, 8));
    assertThrows(IllegalArgumentException.class, () -> new TanFitFamily(true, 61));
  }

  @Test
  void familiesAreFoundByName() {
    assertEquals(
        Optional.of(new AdaLogFamily.Searched()), Families.named("adalog", ElemType.U4, Map.of()));
    assertEquals(
        Optional.of(new TanFitFamily(true, -5)),
        Families.named("tan_fit", ElemType.S4, Map.of("bend", -5L)));
    assertEquals(Optional.empty(), Families.named("soft", ElemType.U4, Map.of()));
    for (String name : Families.names()) {
      Map<String, Long> unknown = Map.of("nonsense", 1L);
      assertThrows(
          IllegalArgumentException.class, () -> Families.named(name, ElemType.U4, unknown), name);
    }
    Map<String, Long> part = Map.of("up", 8L, "down", 8L);
    assertThrows(
        IllegalArgumentException.class, () -> Families.named("twin_log", ElemType.S4, part));
  }

  /// Numbers that a table holds exactly lead back to its parameters.
  @ParameterizedTest
  @CsvSource({"10, 4", "23, 4", "52, 3", "137, 4", "25, 6"})
  void aSearchFindsTheBase(int q, int bits) {
    Points points = points(new AdaLogFamily(q).table(bits), 1.0 / new AdaLogFamily(q).one(bits));
    TableSearch.Found found =
        TableSearch.search(
                new AdaLogFamily.Searched(),
                points.nearest(bits),
                1,
                TableSearch.FRACTIONS,
                _ -> true)
            .orElseThrow();
    assertEquals(Map.of("q", (long) q), found.parameters());
    assertEquals(1, found.reach());
  }

  @Test
  void aSearchInTurnFindsBothBranches() {
    TwinLogFamily planted = new TwinLogFamily(64, 7, 11);
    Points points = points(planted.table(4), 3.0 / planted.one(4));
    TableSearch.Found found =
        TableSearch.search(
                new TwinLogFamily.Searched(),
                points.nearest(4),
                3,
                TableSearch.FRACTIONS,
                _ -> true)
            .orElseThrow();
    assertEquals(planted.parameters(), found.parameters());
    assertEquals(3, found.reach());
  }

  @Test
  void aSearchTakesOnlyWhatIsAllowed() {
    Points points = points(new SulqFamily(82).table(4), 1.0 / (1 << 14));
    SulqFamily.Searched family = new SulqFamily.Searched();
    TableSearch.Found free =
        TableSearch.search(family, points.nearest(4), 1, TableSearch.WHOLE, _ -> true)
            .orElseThrow();
    assertEquals(Map.of("eta", 82L), free.parameters());
    TableSearch.Found zero =
        TableSearch.search(
                family,
                points.nearest(4),
                1,
                TableSearch.WHOLE,
                f -> f.table(4).zeroCode().isPresent())
            .orElseThrow();
    assertEquals(1, Long.bitCount(zero.parameters().getOrDefault("eta", 0L)));
    assertEquals(
        Optional.empty(),
        TableSearch.search(family, points.nearest(4), 1, TableSearch.WHOLE, _ -> false));
  }

  @Test
  void nothingButZerosGivesTheFirstCandidate() {
    Points zeros = new Points(1);
    zeros.add(0, 10);
    for (SearchedFamily family :
        List.of(new AdaLogFamily.Searched(), new TwinLogFamily.Searched())) {
      TableSearch.Found found =
          TableSearch.search(family, zeros.nearest(4), 0, TableSearch.FRACTIONS, _ -> true)
              .orElseThrow();
      assertEquals(0, found.reach());
    }
    assertThrows(IllegalArgumentException.class, () -> descending().add(-1, 1));
  }

  private static Points descending() {
    Points points = new Points(2);
    points.add(0, 1);
    return points;
  }

  private static Points points(Encoding.Table table, double scale) {
    List<Long> sorted = table.entries().stream().sorted().toList();
    Points points = new Points(sorted.size());
    sorted.forEach(entry -> points.add(entry * scale, 1));
    return points;
  }
}
