package dev.halfbyte.backend.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
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
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.interp.LoopInterpreter;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.text.LoopPrinter;
import dev.halfbyte.loop.verify.LoopVerifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Serial sums of floats go through the tile leaf, with constant and with computed columns, and
/// give the interpreter's bits.
final class FloatContractionTest {
  private static final Map<String, Long> EXTENTS =
      Map.of("b", 3L, "k", 33L, "q", 4L, "n", 37L, "o", 2L);

  /// Labels: `m` is symbolic, the others have the extents above.
  @ParameterizedTest
  @CsvSource({
    "mk, nk, mn, true",
    "mk, kn, mn, true",
    "km, nk, nm, true",
    "bmk, onk, bmon, true",
    "mkq, nkq, mn, true",
    "mk, nk, mn, false",
    "bmk, bkn, bmn, false",
    "kbm, nbk, nbm, false",
  })
  void tileLeafGivesTheInterpretersBits(
      String left, String right, String result, boolean constant) {
    SealedProgram program = program(left, right, result, constant);
    LoopProgram lowered = LoopLowering.lower(program, JvmTarget.FACTS);
    String loops = LoopPrinter.print(lowered).text();
    assertTrue(loops.contains("tile.contract"), loops);
    assertEquals(List.of(), LoopVerifier.verify(lowered), loops);
    JvmKernel kernel = JvmKernel.compile(program);
    for (long rows : new long[] {0, 1, 7, 20, 61}) {
      Map<String, Long> dims = Map.of("m", rows);
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      inputs.put("x", Programs.floats(rows, shape(left).bind(dims).extents()));
      if (!constant) {
        inputs.put("w", Programs.floats(3, shape(right).bind(dims).extents()));
      }
      Map<String, Tensor> expected = Interpreter.run(program.program(), inputs, dims);
      assertEquals(expected, kernel.run(inputs, dims), loops);
      assertEquals(
          expected,
          LoopInterpreter.run(lowered, Arguments.of(program.program(), inputs, dims)),
          loops);
    }
  }

  private static SealedProgram program(String left, String right, String result, boolean constant) {
    ProgramBuilder b = new ProgramBuilder("floats").dim(new DimDeclaration("m", 0, 64, 1));
    Value x = parameter(b, "x", left);
    Value w =
        constant
            ? b.constant("w", Programs.floats(1, shape(right).extents()))
            : parameter(b, "w", right);
    Einsum einsum = new Einsum(labels(left), labels(right), labels(result));
    Value y = b.add(new Contract(x, w, einsum, Order.SERIAL, ElemType.F32));
    b.output("y", b.add(new Unary(Unary.Kind.NEG, y)));
    return Programs.seal(b);
  }

  private static Value parameter(ProgramBuilder b, String name, String labels) {
    TensorType type = new TensorType(ElemType.F32, shape(labels));
    return b.parameter(name, type, Parameter.Kind.INPUT);
  }

  private static List<String> labels(String text) {
    return text.chars().mapToObj(Character::toString).toList();
  }

  private static Shape shape(String labels) {
    return new Shape(
        labels(labels).stream()
            .map(l -> l.equals("m") ? Dim.symbol(l) : Dim.of(EXTENTS.getOrDefault(l, 0L)))
            .toList());
  }
}
