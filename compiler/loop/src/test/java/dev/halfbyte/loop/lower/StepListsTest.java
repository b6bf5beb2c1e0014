package dev.halfbyte.loop.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.loop.Decision;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.Activations;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.ZeroFacts;
import dev.halfbyte.loop.interp.LoopInterpreter;
import dev.halfbyte.loop.verify.LoopVerifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/// Which products list their steps, and that rows of many zeros, all zeros or none give the same
/// bits.
final class StepListsTest {
  private static final int DEPTH = 256;
  private static final int COLUMNS = 70;

  private static SealedProgram program(ElemType.IntType elem, int rows) {
    return program(elem, rows, i -> i * 7L % 16 - 8);
  }

  private static SealedProgram program(ElemType.IntType elem, int rows, IntToLongFunction weight) {
    ProgramBuilder b = new ProgramBuilder("row");
    TensorType type = new TensorType(elem, Shape.of(rows, DEPTH));
    Value x = b.parameter("x", type, Parameter.Kind.INPUT);
    TensorType weights = new TensorType(ElemType.S4, Shape.of(COLUMNS, DEPTH));
    Value w = b.constant("w", Tensor.generateInts(weights, weight));
    Einsum einsum = new Einsum(List.of("i", "k"), List.of("n", "k"), List.of("i", "n"));
    b.output("y", b.add(new Contract(x, w, einsum, Order.SERIAL, ElemType.S32)));
    return Sealer.seal(new CoreProgram(b.build()));
  }

  private static final TargetFacts FACTS =
      new TargetFacts(
              "lists",
              Optional.of(
                  new TileFacts(new TileShape(4, 16, 4), Activations.UNSIGNED, true, false)),
              16)
          .withStepLists(Optional.of(ZeroFacts.PLAIN));

  private static List<String> decisions(LoopProgram loops, Decision.Kind kind) {
    return loops.decisions().stream().filter(d -> d.kind() == kind).map(Decision::text).toList();
  }

  private static boolean lists(SealedProgram program, ElemType.IntType elem, int rows) {
    LoopProgram loops = LoopLowering.lower(program, FACTS);
    check(program, loops, elem, rows);
    return decisions(loops, Decision.Kind.SKIP).stream()
        .anyMatch(text -> text.contains("left out where at most 100 % are not"));
  }

  private static void check(
      SealedProgram program, LoopProgram loops, ElemType.IntType elem, int rows) {
    assertEquals(List.of(), LoopVerifier.verify(loops));
    for (double zeros : new double[] {0, .5, .95, 1}) {
      Random random = new Random(3);
      TensorType type = new TensorType(elem, Shape.of(rows, DEPTH));
      Tensor x = Tensor.generateInts(type, i -> random.nextDouble() < zeros ? 0 : i % elem.max());
      Map<String, Tensor> tensors = Map.of("x", x);
      Arguments arguments = Arguments.of(program.program(), tensors, Map.of());
      assertEquals(
          Interpreter.run(program.program(), tensors), LoopInterpreter.run(loops, arguments));
    }
  }

  /// A third of the inputs has no weights, and the last panel has none at all.
  @Test
  void zeroBlocksOfWeightsAreKnown() {
    SealedProgram program =
        program(ElemType.S8, 5, i -> i % DEPTH / 4 % 3 == 0 || i / DEPTH >= 64 ? 0 : i % 7 + 1L);
    LoopProgram loops = LoopLowering.lower(program, FACTS);
    check(program, loops, ElemType.S8, 5);
    assertEquals(
        List.of("152 of 320 blocks of 4 x 16 weights are zero and are left out"),
        decisions(loops, Decision.Kind.SKIP));
  }

  @Test
  void twoOfFourWeightsAreNamed() {
    SealedProgram program = program(ElemType.S8, 1, i -> i % 4 == 1 || i % 4 == 2 ? 0 : i % 5 + 1L);
    LoopProgram loops = LoopLowering.lower(program, FACTS);
    assertEquals(List.of(TwoOfFour.REASON), decisions(loops, Decision.Kind.NOT_SKIPPED));
    LoopProgram dense = LoopLowering.lower(program(ElemType.S8, 1), FACTS);
    assertEquals(List.of(), decisions(dense, Decision.Kind.NOT_SKIPPED));
  }

  @Test
  void rowsOfUnsignedCodesListTheirSteps() {
    assertEquals(true, lists(program(ElemType.U8, 1), ElemType.U8, 1));
    assertEquals(true, lists(program(ElemType.U8, 6), ElemType.U8, 6));
  }

  /// Signed codes lie in memory plus 128, so that 0 is none.
  @Test
  void zerosThatAreNotZeroInMemoryAreNotListed() {
    assertEquals(false, lists(program(ElemType.S8, 1), ElemType.S8, 1));
  }
}
