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
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.Activations;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.ZeroFacts;
import dev.halfbyte.loop.interp.LoopInterpreter;
import dev.halfbyte.loop.text.LoopPrinter;
import dev.halfbyte.loop.verify.LoopVerifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Which products list their steps, and that rows of many zeros, all zeros or none give the same
/// bits.
final class StepListsTest {
  private static final int DEPTH = 256;
  private static final int COLUMNS = 70;

  private static SealedProgram program(ElemType.IntType elem, int rows) {
    ProgramBuilder b = new ProgramBuilder("row");
    TensorType type = new TensorType(elem, Shape.of(rows, DEPTH));
    Value x = b.parameter("x", type, Parameter.Kind.INPUT);
    TensorType weights = new TensorType(ElemType.S4, Shape.of(COLUMNS, DEPTH));
    Value w = b.constant("w", Tensor.generateInts(weights, i -> i * 7 % 16 - 8));
    Einsum einsum = new Einsum(List.of("i", "k"), List.of("n", "k"), List.of("i", "n"));
    b.output("y", b.add(new Contract(x, w, einsum, Order.SERIAL, ElemType.S32)));
    return Sealer.seal(new CoreProgram(b.build()));
  }

  private static boolean lists(SealedProgram program, ElemType.IntType elem, int rows) {
    TileFacts tile = new TileFacts(new TileShape(4, 16, 4), Activations.UNSIGNED, true, false);
    TargetFacts facts =
        new TargetFacts("lists", Optional.of(tile), 16).withStepLists(Optional.of(ZeroFacts.PLAIN));
    LoopProgram loops = LoopLowering.lower(program, facts);
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
    return LoopPrinter.print(loops).text().contains(", steps steps");
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
