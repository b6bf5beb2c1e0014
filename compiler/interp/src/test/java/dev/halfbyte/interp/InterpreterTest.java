package dev.halfbyte.interp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.RunCode;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.testkit.GeneratedCase;
import dev.halfbyte.testkit.GeneratorOptions;
import dev.halfbyte.testkit.ProgramGenerator;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class InterpreterTest {
  @Test
  void generatedProgramsGiveWhatASecondEvaluatorGives() {
    for (int seed = 0; seed < 300; seed++) {
      GeneratedCase generated = ProgramGenerator.generate(seed, GeneratorOptions.everything(8));
      TensorAssertions.assertBitEqual(
          PullEvaluator.run(generated.program(), generated.arguments()),
          Interpreter.run(
              generated.program(), generated.arguments().tensors(), generated.arguments().dims()),
          "seed " + seed + "\n" + generated.describe());
    }
  }

  @Test
  void lanesAreJoinedByHalves() {
    Program program =
        parse(
            """
            dim "k": 0..64
            input %0 "x": f32[k]
            %1 = reduce(kind=sum, operand=%0, axes=[0], order=lanes16, accumulator=f32) : f32[]
            output "y" = %1
            """);
    // Lane 0 holds 1, lane 8 holds 2^24 and lane 4 holds -2^24: halves join 0 with 8 first.
    float[] x = new float[20];
    x[0] = 1;
    x[8] = 0x1p24f;
    x[4] = -0x1p24f;
    Tensor sum = only(program, Map.of("x", Tensor.ofFloats(Shape.of(20), x)));
    assertEquals(0f, sum.floatAt(0));
    x[16] = 1;
    Tensor two = only(program, Map.of("x", Tensor.ofFloats(Shape.of(20), x)));
    assertEquals(2f, two.floatAt(0));
    Tensor none = only(program, Map.of("x", Tensor.ofFloats(Shape.of(0))));
    assertEquals(0, Float.floatToRawIntBits(none.floatAt(0)));
  }

  @Test
  void serialSumsOfProductsAreFused() {
    Program program =
        parse(
            """
            input %0 "a": f32[2]
            input %1 "b": f32[2]
            %2 = contract(left=%0, right=%1, einsum="k, k -> ", order=serial, accumulator=f32) : f32[]
            output "y" = %2
            """);
    float a = 1 + 0x1p-23f;
    Tensor left = Tensor.ofFloats(Shape.of(2), -1f, a);
    Tensor right = Tensor.ofFloats(Shape.of(2), (float) ((double) a * a), a);
    float expected = Math.fma(a, a, -(float) ((double) a * a));
    assertTrue(expected != 0);
    assertEquals(expected, only(program, Map.of("a", left, "b", right)).floatAt(0));
  }

  @Test
  void reductionsOfNothing() {
    Program program =
        parse(
            """
            input %0 "x": f32[2, 0]
            input %1 "n": s8[2, 0]
            %2 = reduce(kind=max, operand=%0, axes=[1], order=serial, accumulator=f32) : f32[2]
            %3 = reduce(kind=min, operand=%1, axes=[1], order=serial, accumulator=s16) : s16[2]
            output "max" = %2
            output "min" = %3
            """);
    Map<String, Tensor> outputs =
        Interpreter.run(
            program,
            Map.of(
                "x",
                Tensor.ofFloats(Shape.of(2, 0)),
                "n",
                Tensor.ofInts(new TensorType(ElemType.S8, Shape.of(2, 0)))));
    assertEquals(Float.NEGATIVE_INFINITY, Objects.requireNonNull(outputs.get("max")).floatAt(1));
    assertEquals(32767, Objects.requireNonNull(outputs.get("min")).longAt(0));
  }

  @Test
  void everyNodeIsObservedInOrderAndScansOncePerStep() {
    Program program =
        parse(
            """
            input %0 "xs": f32[3]
            input %1 "h": f32[]
            %2 = scan(body=program "body" {
              input %0 "h": f32[]
              input %1 "x": f32[]
              %2 = binary(kind=add, left=%0, right=%1) : f32[]
              output "h" = %2
            }, carried=[%1], scanned=[%0], captured=[]) : f32[]
            %3 = unary(kind=neg, operand=%2) : f32[]
            output "y" = %3
            """);
    List<String> seen = new ArrayList<>();
    Arguments arguments =
        Arguments.of(
            program,
            Map.of(
                "xs", Tensor.ofFloats(Shape.of(3), 1, 2, 3), "h", Tensor.ofFloats(Shape.SCALAR, 0)),
            Map.of());
    Interpreter.run(
        program,
        arguments,
        (scope, _, value, tensor) -> seen.add(scope.name() + value + "=" + tensor.floatAt(0)));
    assertEquals(List.of("body%2=1.0", "body%2=3.0", "body%2=6.0", "p%2=6.0", "p%3=-6.0"), seen);
  }

  @Test
  void nanIsStoredInOneForm() {
    Program program =
        parse(
            """
            input %0 "x": f32[1]
            %1 = unary(kind=neg, operand=%0) : f32[1]
            output "y" = %1
            """);
    Tensor nan = only(program, Map.of("x", Tensor.ofFloats(Shape.of(1), Float.NaN)));
    assertEquals(0x7fc00000, Float.floatToRawIntBits(nan.floatAt(0)));
  }

  @Test
  void appendingBeyondTheCapacityIsADiagnostic() {
    Program program =
        parse(
            """
            state %0 "s": f32[4, 2]
            input %1 "x": f32[3, 2]
            input %2 "length": s32[]
            %3 = append(state=%0, value=%1, length=%2) : f32[4, 2]
            output "s" = %3
            """);
    TensorType scalar = new TensorType(ElemType.S32, Shape.SCALAR);
    for (long length : new long[] {2, -1}) {
      Map<String, Tensor> arguments =
          Map.of(
              "s", Tensor.generateFloats(Shape.of(4, 2), i -> i),
              "x", Tensor.generateFloats(Shape.of(3, 2), i -> -i),
              "length", Tensor.ofInts(scalar, length));
      assertCode(RunCode.OUT_OF_BOUNDS, () -> Interpreter.run(program, arguments));
    }
  }

  @Test
  void aViewThatLeavesItsOperandIsADiagnostic() {
    Program program =
        parse(
            """
            dim "n": 1..64
            dim "m": 1..64
            input %0 "x": f32[n]
            input %1 "like": f32[m]
            %2 = view(operand=%0, map=[m] at [i0]) : f32[m]
            output "y" = %2
            """);
    Map<String, Tensor> arguments =
        Map.of("x", Tensor.ofFloats(Shape.of(1), 1), "like", Tensor.ofFloats(Shape.of(2), 1, 2));
    assertCode(RunCode.OUT_OF_BOUNDS, () -> Interpreter.run(program, arguments));
  }

  @Test
  void computedRequantizeConstantsAreChecked() {
    Program program =
        parse(
            """
            input %0 "acc": s32[1]
            input %1 "m": s32[1]
            input %2 "s": u8[1]
            %3 = requantize(operand=%0, multiplier=%1, shift=%2, encoding=s8) : code<s8>[1]
            output "y" = %3
            """);
    TensorType s32 = new TensorType(ElemType.S32, Shape.of(1));
    TensorType u8 = new TensorType(ElemType.U8, Shape.of(1));
    assertCode(
        RunCode.BAD_SHIFT,
        () ->
            Interpreter.run(
                program,
                Map.of(
                    "acc",
                    Tensor.ofInts(s32, 5),
                    "m",
                    Tensor.ofInts(s32, 1),
                    "s",
                    Tensor.ofInts(u8, 0))));
    assertCode(
        RunCode.BAD_SHIFT,
        () ->
            Interpreter.run(
                program,
                Map.of(
                    "acc",
                    Tensor.ofInts(s32, 5),
                    "m",
                    Tensor.ofInts(s32, -1),
                    "s",
                    Tensor.ofInts(u8, 1))));
  }

  @Test
  void hugeTensorsAreRefused() {
    Program program =
        parse(
            """
            dim "n": 1..65536
            input %0 "x": f32[n]
            %1 = view(operand=%0, map=[n, n] at [i0]) : f32[n, n]
            output "y" = %1
            """);
    Tensor x = Tensor.generateFloats(Shape.of(65536), _ -> 0);
    assertCode(RunCode.TOO_LARGE, () -> Interpreter.run(program, Map.of("x", x)));
  }

  private static void assertCode(RunCode code, org.junit.jupiter.api.function.Executable run) {
    DiagnosticException fault = assertThrows(DiagnosticException.class, run);
    assertEquals(code, fault.diagnostics().getFirst().code());
  }

  private static Tensor only(Program program, Map<String, Tensor> tensors) {
    return Interpreter.run(program, tensors).firstEntry().getValue();
  }

  private static Program parse(String body) {
    String text = "halfbyte ir 1\nprogram \"p\" {\n" + body + "}\n";
    return IrParser.parse(SourceFile.of("p.ir", text), new TreeMap<>()).program();
  }
}
