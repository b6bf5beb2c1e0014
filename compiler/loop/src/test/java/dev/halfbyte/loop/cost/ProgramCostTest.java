package dev.halfbyte.loop.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.backend.Note;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.loop.Choices;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Rates;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.Activations;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.schedule.Schedule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Counts that can be done by hand, and which schedules the model prefers.
final class ProgramCostTest {
  private static final double EXACT = 1e-6;

  /// One cycle a nanosecond, one call in a hundred cycles; products count, memory hardly.
  private static final Rates RATES =
      new Rates(
          1,
          new Rates.Leaf(64, 16, 4, 100, 16),
          new Rates.Memory(1e9, 1e9, 1e-1, 1 << 10, 1 << 14),
          new Rates.Loops(16, 1, 2, 0, 0));

  private static final TargetFacts FACTS =
      new TargetFacts(
              "tiles",
              Optional.of(
                  new TileFacts(new TileShape(4, 32, 4), Activations.UNSIGNED, true, false)),
              16)
          .withChoices(
              Choices.DEFAULT.withTiles(List.of(new TileShape(4, 32, 4), new TileShape(4, 64, 4))));

  /// `n x depth` codes times constant weights of so many columns, sums out.
  private static SealedProgram product(int columns, int depth) {
    ProgramBuilder b = new ProgramBuilder("product").dim(new DimDeclaration("n", 1, 10, 1));
    Shape rows = new Shape(List.of(Dim.symbol("n"), Dim.of(depth)));
    Value x = b.parameter("x", new TensorType(ElemType.U8, rows), Parameter.Kind.INPUT);
    TensorType weights = new TensorType(ElemType.S8, Shape.of(columns, depth));
    Value w = b.constant("w", Tensor.generateInts(weights, i -> i % 100));
    Einsum einsum = new Einsum(List.of("i", "k"), List.of("o", "k"), List.of("i", "o"));
    b.output("y", b.add(new Contract(x, w, einsum, Order.SERIAL, ElemType.S32)));
    return Sealer.seal(new CoreProgram(b.build()));
  }

  private static ProgramCost cost(SealedProgram program, String schedule, Map<String, Long> dims) {
    LoopProgram loops = LoopLowering.lower(program, Schedule.parse(schedule).on(FACTS));
    return ProgramCost.of(loops, RATES, dims);
  }

  private static Cycles tiles(ProgramCost cost) {
    return cost.stages().getLast().cycles();
  }

  /// Two panels of 32 columns; 10 rows are two blocks of 4 and one of 2: six calls.
  @Test
  void raggedBlocksAreCountedAsTheyAre() {
    ProgramCost cost = cost(product(64, 16), "default", Map.of("n", 10L));
    assertEquals(10.0 * 64 * 16 / 64, tiles(cost).leaf(), EXACT);
    assertEquals(600, tiles(cost).overhead(), EXACT);
    assertEquals(
        3.0 * 64 * 16 / 64, tiles(cost(product(64, 16), "default", Map.of("n", 3L))).leaf());
  }

  @Test
  void absentDimsAreTheGreatest() {
    SealedProgram program = product(64, 16);
    assertEquals(cost(program, "default", Map.of("n", 10L)), cost(program, "default", Map.of()));
  }

  /// Weights beyond the caches: with row blocks outside all of them are read for each block.
  @Test
  void panelsOutsideReadFarWeightsOnce() {
    SealedProgram program = product(128, 256);
    double panels = tiles(cost(program, "default", Map.of())).leaf();
    double rows = tiles(cost(program, "order=rows", Map.of())).leaf();
    assertEquals(128 * 256 / .1, panels, 1);
    assertEquals(3 * panels, rows, 1);
  }

  /// An element of `abs`: a load, the operation, two for NaN in one form, a store; 40 of them are
  /// three vectors of sixteen.
  @Test
  void loopsAreCountedInVectors() {
    ProgramBuilder b = new ProgramBuilder("loop");
    TensorType type = new TensorType(ElemType.F32, Shape.of(3, 40));
    b.output("y", b.add(new Unary(Unary.Kind.ABS, b.parameter("x", type, Parameter.Kind.INPUT))));
    ProgramCost cost = cost(Sealer.seal(new CoreProgram(b.build())), "default", Map.of());
    assertEquals(3 * 3 * 5.0, cost.cycles(), EXACT);
    assertEquals(45e-9, cost.seconds(), 1e-15);
  }

  @Test
  void sharesAddUpAndNameTheirParts() {
    ProgramCost cost = cost(product(64, 16), "default", Map.of("n", 10L));
    List<Note> notes = cost.notes();
    assertEquals(cost.stages().size() + 1, notes.size());
    assertEquals(Note.Kind.STAGE, notes.getFirst().kind());
    assertTrue(notes.getLast().text().contains("n=10"), notes.toString());
    assertTrue(
        notes.stream()
            .anyMatch(note -> note.text().matches("predicted .* % of the time, .* us: .*calls .*")),
        notes.toString());
    double sum = cost.stages().stream().mapToDouble(stage -> cost.seconds(stage)).sum();
    assertEquals(cost.seconds(), sum, 1e-15);
  }
}
