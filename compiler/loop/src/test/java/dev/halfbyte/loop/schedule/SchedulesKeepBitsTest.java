package dev.halfbyte.loop.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.loop.Choices;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.Activations;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.interp.LoopInterpreter;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.text.LoopPrinter;
import dev.halfbyte.loop.verify.LoopVerifier;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.testkit.AttentionPrograms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Schedules of attention give the interpreter's bits, and the choices that matter do something.
final class SchedulesKeepBitsTest {
  private static final TileShape USUAL = new TileShape(4, 8, 4);
  private static final TargetFacts FACTS =
      new TargetFacts(
              "tiles", Optional.of(new TileFacts(USUAL, Activations.UNSIGNED, true, false)), 16)
          .withTables(OptionalLong.of(16))
          .withChoices(Choices.DEFAULT.withTiles(List.of(USUAL, new TileShape(2, 16, 4))));

  private static final SealedProgram PROGRAM = AttentionPrograms.integers(40, 2, 8, true);

  private static LoopProgram lower(Schedule schedule) {
    LoopProgram loops = LoopLowering.lower(PROGRAM, schedule.on(FACTS));
    assertEquals(List.of(), LoopVerifier.verify(loops), LoopPrinter.print(loops).text());
    return loops;
  }

  private static void assertBits(Schedule schedule, LoopProgram loops) {
    for (long n : new long[] {0, 1, 9, 21}) {
      SequencedMap<String, Tensor> inputs =
          AttentionPrograms.inputs(PROGRAM, new TreeMap<>(Map.of("n", n)), n);
      Arguments arguments = Arguments.of(PROGRAM.program(), inputs, Map.of("n", n));
      assertEquals(
          Interpreter.run(PROGRAM.program(), inputs, arguments.dims()),
          LoopInterpreter.run(loops, arguments),
          schedule + " of " + n);
    }
  }

  @Test
  void neighboursOfTheDefaultKeepAllBits() {
    LoopProgram usual = lower(Schedule.DEFAULT);
    List<Schedule> neighbours = ScheduleNeighbours.of(Schedule.DEFAULT, usual, FACTS);
    for (ScheduleKey key : List.of(ScheduleKey.FUSE, ScheduleKey.APART, ScheduleKey.TILE)) {
      assertTrue(neighbours.stream().anyMatch(s -> s.value(key).isPresent()), key.label());
    }
    for (Schedule schedule : neighbours) {
      assertBits(schedule, lower(schedule));
    }
  }

  @Test
  void choicesTogetherKeepAllBits() {
    for (String text :
        List.of(
            "tile=2x16,order=rows,rows=8,tables=off",
            "tile=2x16,order=panels,digits=off",
            "order=panels,rows=16,digits=off,tables=off")) {
      assertBits(Schedule.parse(text), lower(Schedule.parse(text)));
    }
  }

  /// Half as many iterations of twice as many rows, of symbolic extent.
  @Test
  void blocksOfSeveralTilesAreFused() {
    Stage usual = fused(lower(Schedule.DEFAULT));
    Stage larger = fused(lower(Schedule.parse("rows=8")));
    assertEquals(10, blocks(usual, 40));
    assertEquals(5, blocks(larger, 40));
    assertTrue(bytes(larger) > bytes(usual), larger.scratch().toString());
  }

  private static Stage fused(LoopProgram loops) {
    return loops.stages().stream()
        .filter(stage -> stage.name().endsWith("_rows"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(LoopPrinter.print(loops).text()));
  }

  /// The extent of the loop over blocks, the second of the stage behind the heads.
  private static long blocks(Stage stage, long n) {
    dev.halfbyte.loop.Statement.For loop =
        (dev.halfbyte.loop.Statement.For) stage.body().getFirst();
    return loop.extent().candidates().getFirst().constant().evaluate(Map.of("n", n));
  }

  private static long bytes(Stage stage) {
    return stage.scratch().stream().mapToLong(b -> b.bytes().fixed()).sum();
  }

  @Test
  void aGroupThatIsKeptApartIsNotFused() {
    String group = fused(lower(Schedule.DEFAULT)).name().replace("_rows", "");
    LoopProgram loops = lower(Schedule.DEFAULT.with(ScheduleKey.APART, group));
    assertTrue(
        loops.stages().stream().noneMatch(stage -> stage.name().equals(group + "_rows")), group);
  }

  @Test
  void aStageThatIsNotThereCannotBeKeptApart() {
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> lower(Schedule.parse("apart=nowhere")));
    assertEquals("HB4114", fault.diagnostics().getFirst().code().code());
  }
}
