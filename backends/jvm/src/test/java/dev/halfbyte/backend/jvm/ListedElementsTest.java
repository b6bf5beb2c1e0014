package dev.halfbyte.backend.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
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
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.text.LoopPrinter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Single rows with zeros, in all forms of the leaf: those that are taken by their list, and those
/// too dense for it, give the interpreter's bits.
final class ListedElementsTest {
  private static SealedProgram program(
      int columns, int depth, ElemType.IntType codes, ElemType.IntType weights) {
    ProgramBuilder b = new ProgramBuilder("row");
    Value x = b.parameter("x", new TensorType(codes, Shape.of(1, depth)), Parameter.Kind.INPUT);
    int span = (int) (weights.max() - weights.min() + 1);
    TensorType type = new TensorType(weights, Shape.of(columns, depth));
    Value w = b.constant("w", Tensor.generateInts(type, i -> i * 7L % span + weights.min()));
    Einsum einsum = new Einsum(List.of("i", "k"), List.of("n", "k"), List.of("i", "n"));
    b.output("y", b.add(new Contract(x, w, einsum, Order.SERIAL, ElemType.S32)));
    return Sealer.seal(new CoreProgram(b.build()));
  }

  /// Codes of 4 bits times 4 go three weights to a double, of 8 bits one to a float; 768 columns a
  /// panel.
  @ParameterizedTest
  @CsvSource({"90, 1616, 4, 4", "90, 1616, 8, 8", "800, 272, 8, 4"})
  void equalsInterpreter(int columns, int depth, int codeBits, int weightBits) {
    ElemType.IntType codes = codeBits == 4 ? ElemType.U4 : ElemType.U8;
    SealedProgram program =
        program(columns, depth, codes, weightBits == 4 ? ElemType.S4 : ElemType.S8);
    LoopProgram loops = LoopLowering.lower(program, JvmTarget.FACTS);
    String text = LoopPrinter.print(loops).text();
    assertTrue(text.contains("list.steps"), text);
    JvmKernel kernel = JvmKernel.compile(program);
    for (double zeros : new double[] {0, .3, .8, .99, 1}) {
      Random random = new Random(5);
      TensorType type = new TensorType(codes, Shape.of(1, depth));
      Tensor x =
          Tensor.generateInts(
              type, i -> random.nextDouble() < zeros ? 0 : random.nextLong(codes.max() + 1));
      Map<String, Tensor> inputs = Map.of("x", x);
      assertEquals(
          Interpreter.run(program.program(), inputs),
          kernel.run(inputs, Map.of()),
          "zeros " + zeros);
    }
  }
}
