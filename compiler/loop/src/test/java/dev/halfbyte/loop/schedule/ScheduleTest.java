package dev.halfbyte.loop.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.loop.Choices;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.Activations;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.ZeroFacts;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The text form of schedules, what they make of the facts of a target, and what is refused.
final class ScheduleTest {
  private static final TileShape USUAL = new TileShape(12, 32, 4);
  private static final TargetFacts FACTS =
      new TargetFacts(
              "tiles", Optional.of(new TileFacts(USUAL, Activations.UNSIGNED, true, false)), 16)
          .withFloatTile(Optional.of(TileFacts.ofFloats(12, 32, false)))
          .withTables(OptionalLong.of(16))
          .withStepLists(Optional.of(ZeroFacts.PLAIN))
          .withChoices(Choices.DEFAULT.withTiles(List.of(USUAL, new TileShape(6, 64, 4))));

  private static Diagnostic fault(Executable work) {
    return assertThrows(DiagnosticException.class, work).diagnostics().getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "default",
        "fuse=off",
        "fuse=off,tile=6x32",
        "apart=s1_a+s2_b,tile=12x32,order=rows,rows=24,digits=off,tables=off,skip=off"
      })
  void textIsReadBack(String text) {
    Schedule schedule = Schedule.parse(text);
    assertEquals(text, schedule.toString());
    assertEquals(schedule, Schedule.of(schedule.options()));
  }

  @Test
  void theOrderOfTheTextDoesNotMatter() {
    assertEquals("fuse=off,skip=off", Schedule.parse("skip=off, fuse=off").toString());
    assertEquals(Schedule.DEFAULT, Schedule.parse(""));
  }

  @ParameterizedTest
  @CsvSource({
    "fuze=off, HB4111, fuse",
    "fuse=on, HB4112, off",
    "fuse, HB4112, off",
    "order=columns, HB4112, panels",
    "tile=6, HB4112, rows x columns",
    "tile=0x32, HB4112, rows x columns",
    "rows=-12, HB4112, multiple",
    "apart=a++b, HB4112, names",
    "'skip=off,skip=off', HB4112, leave one",
  })
  void badTextIsRefused(String text, String code, String help) {
    Diagnostic fault = fault(() -> Schedule.parse(text));
    assertEquals(code, fault.code().code());
    assertTrue(fault.toString().contains(help), fault.toString());
  }

  @Test
  void choicesBecomeFacts() {
    TargetFacts facts =
        Schedule.parse("tile=6x64,order=rows,rows=18,digits=off,tables=off,skip=off,apart=a+b")
            .on(FACTS);
    assertEquals(new TileShape(6, 64, 4), facts.tile().orElseThrow().shape());
    assertEquals(new TileShape(6, 64, 1), facts.floatTile().orElseThrow().shape());
    assertEquals(Choices.Order.ROWS, facts.choices().order());
    assertEquals(18, facts.choices().rowBlock());
    assertEquals(Set.of("a", "b"), facts.choices().apart());
    assertFalse(facts.choices().digitSums());
    assertTrue(facts.zeros().isEmpty());
    assertTrue(facts.tableCount().isEmpty());
    assertEquals(0, Schedule.parse("fuse=off").on(FACTS).scratchBytes());
    assertEquals(FACTS, Schedule.DEFAULT.on(FACTS));
  }

  @Test
  void aTileThatTheLeafLacksIsRefusedWithThoseThatThereAre() {
    Diagnostic fault = fault(() -> Schedule.parse("tile=6x32").on(FACTS));
    assertEquals("HB4113", fault.code().code());
    assertTrue(fault.toString().contains("12x32, 6x64"), fault.toString());
    TargetFacts plain = new TargetFacts("plain", Optional.empty(), 16);
    assertEquals("HB4113", fault(() -> Schedule.parse("tile=6x32").on(plain)).code().code());
  }

  @Test
  void blocksAreWholeTiles() {
    Diagnostic fault = fault(() -> Schedule.parse("rows=18").on(FACTS));
    assertEquals("HB4112", fault.code().code());
    assertTrue(fault.toString().contains("rows=24"), fault.toString());
  }
}
