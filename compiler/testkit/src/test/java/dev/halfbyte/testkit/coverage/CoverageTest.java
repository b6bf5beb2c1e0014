package dev.halfbyte.testkit.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.testkit.GeneratedCase;
import dev.halfbyte.testkit.GeneratorOptions;
import dev.halfbyte.testkit.GeneratorOptions.Domain;
import dev.halfbyte.testkit.ProgramGenerator;
import dev.halfbyte.testkit.coverage.Cell.Aspect;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The table follows from the IR, and generated programs fill it.
final class CoverageTest {
  private static final int PROGRAMS = 1200;
  private static final int STEPS = 12;

  private static GeneratorOptions options(Domain domain) {
    return switch (domain) {
      case FLOAT, INTEGER -> GeneratorOptions.core(STEPS, domain);
      case MIXED -> GeneratorOptions.everything(STEPS);
      case NETWORK -> GeneratorOptions.network(STEPS);
    };
  }

  private static Coverage of(GeneratedCase generated) {
    return Coverage.of(generated.program(), generated.arguments());
  }

  /// A new op, attribute or encoding family without a production leaves a cell empty.
  @Test
  void everyCellIsReached() {
    List<Coverage> parts = new ArrayList<>();
    for (Domain domain : Domain.values()) {
      for (long seed = 0; seed < PROGRAMS; seed++) {
        parts.add(of(ProgramGenerator.generate(seed, options(domain))));
      }
    }
    assertEquals(List.of(), List.copyOf(Coverage.sum(parts).missing()));
  }

  @Test
  void nothingIsCountedThatTheTableDoesNotKnow() {
    SortedSet<Cell> unknown = new TreeSet<>();
    for (Domain domain : Domain.values()) {
      for (long seed = 0; seed < 100; seed++) {
        unknown.addAll(of(ProgramGenerator.generate(seed, options(domain))).counts().keySet());
      }
    }
    unknown.removeAll(KnownCells.all());
    // Data flow makes some types that no production asks for; ops and their attributes are listed.
    unknown.removeIf(cell -> cell.aspect() == Aspect.ENCODING || cell.aspect() == Aspect.SHAPE);
    assertEquals(new TreeSet<Cell>(), unknown);
  }

  @Test
  void opsAndTheConstantsOfTheirEnumsAreCells() {
    SortedSet<Cell> cells = KnownCells.all();
    for (String mnemonic : OpSchema.all().keySet()) {
      assertTrue(cells.contains(new Cell(Aspect.OP, mnemonic)), mnemonic);
    }
    assertTrue(cells.contains(new Cell(Aspect.OPTION, "unary kind=exp on f32")));
    assertFalse(cells.contains(new Cell(Aspect.OPTION, "unary kind=exp on integers")));
    assertTrue(cells.contains(new Cell(Aspect.OPTION, "compare kind=ge on codes")));
    assertTrue(cells.contains(new Cell(Aspect.OPTION, "no contract mask")));
    long kinds =
        cells.stream()
            .filter(cell -> cell.aspect() == Aspect.OPTION)
            .filter(cell -> cell.name().startsWith("unary kind=") && !cell.name().contains(" on "))
            .count();
    assertEquals(Unary.Kind.values().length, kinds);
  }

  @Test
  void sumsCountProgramsNotOccurrences() {
    GeneratedCase generated = ProgramGenerator.generate(3, options(Domain.MIXED));
    Coverage once = of(generated);
    assertTrue(once.counts().values().stream().allMatch(count -> count == 1));
    Coverage thrice = once.plus(once).plus(once);
    assertEquals(Coverage.sum(List.of(once, once, once)), thrice);
    assertEquals(3, thrice.count(Aspect.FEATURE, "parameter input"));
    assertEquals(Coverage.NONE, Coverage.sum(List.of()));
  }

  @Test
  void theTableNamesWhatNeverOccurred() {
    String table = Coverage.NONE.table();
    assertEquals(KnownCells.all().size() + Aspect.values().length, table.lines().count());
    assertTrue(table.lines().anyMatch(line -> line.matches(" +0  rank 4")), table);
    assertEquals(KnownCells.all(), Coverage.NONE.missing());
  }
}
