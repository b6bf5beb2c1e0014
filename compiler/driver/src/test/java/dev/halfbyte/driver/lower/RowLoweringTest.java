package dev.halfbyte.driver.lower;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.frontend.Frontend;
import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Functions along an index and masks, lowered, verified and run by the interpreter.
class RowLoweringTest {
  private static final double TOLERANCE = 1e-5;

  private static Kernel kernel(String text) {
    return Frontend.check(SourceFile.of("t.hb", text)).orThrow().kernels().getFirst();
  }

  private static Program lower(String text, Map<String, Long> known) {
    Program program = KernelLowering.lower(kernel(text), known);
    assertEquals(List.of(), Verifier.violations(program, Stage.GRAPH));
    return program;
  }

  private static double[] run(String text, Map<String, Tensor> tensors) {
    Tensor result = Interpreter.run(lower(text, Map.of()), tensors).firstEntry().getValue();
    return IntStream.range(0, result.count()).mapToDouble(result::floatAt).toArray();
  }

  private static Tensor floats(Shape shape, float... values) {
    return Tensor.ofFloats(shape, values);
  }

  private static long count(Program program, Class<?> op) {
    return program.nodes().stream().filter(node -> op.isInstance(node.op())).count();
  }

  @Test
  void softmaxRunsAlongAnyAxis() {
    Tensor x = floats(Shape.of(2, 2), 0, 1, (float) Math.log(3), 1);
    assertArrayEquals(
        new double[] {.25, .5, .75, .5},
        run(
            "kernel s[n, m](x: f32[n, m]) -> f32[n, m] { return [i, j] => softmax[i](x[i, j]) }",
            Map.of("x", x)),
        TOLERANCE);
  }

  @Test
  void absentElementsTakeNoPartAndAreReturnedAsZero() {
    Tensor x = floats(Shape.of(3, 3), 5, 99, 99, 1, 1, 99, 0, 0, 0);
    String text =
        """
        kernel s[n](x: f32[n, n]) -> f32[n, n] {
          z[i, j] = x[i, j] * 2 where j <= i
          p[i, j] = softmax[j](z[i, j] / 2)
          return p
        }
        """;
    assertArrayEquals(
        new double[] {1, 0, 0, .5, .5, 0, 1 / 3., 1 / 3., 1 / 3.},
        run(text, Map.of("x", x)),
        TOLERANCE);
    assertEquals(0, count(lower(text, Map.of()), Select.class), "nothing needs zeros before");
  }

  @Test
  void returnedTensorsHoldZerosWhereElementsAreAbsent() {
    Tensor x = floats(Shape.of(2, 2), 1, 2, 3, 4);
    String text =
        "kernel s[n](x: f32[n, n]) -> f32[n, n] { z[i, j] = x[i, j] where j <= i  return z }";
    assertArrayEquals(new double[] {1, 0, 3, 4}, run(text, Map.of("x", x)), 0);
    assertEquals(1, count(lower(text, Map.of()), Select.class));
  }

  private static String masked(String condition) {
    return """
    kernel m[n: 1..8](p, v: f32[n, n]) -> f32[n, n] {
      return [i, c] => sum[j](p[i, j] * v[j, c] where %s)
    }
    """
        .formatted(condition);
  }

  private static final Map<String, Tensor> PV =
      Map.of("p", floats(Shape.of(2, 2), 1, 2, 3, 4), "v", floats(Shape.of(2, 2), 10, 20, 30, 40));

  @Test
  void maskedSumsOfProductsAreContractions() {
    Program left = lower(masked("j <= i"), Map.of());
    assertEquals(1, count(left, Contract.class));
    assertEquals(0, count(left, Reduce.class));
    assertArrayEquals(new double[] {10, 20, 150, 220}, run(masked("j <= i"), PV), 0);
  }

  @Test
  void aMaskOfTheOtherOperandSwapsThem() {
    Program right = lower(masked("j <= c"), Map.of());
    assertEquals(1, count(right, Contract.class));
    assertArrayEquals(new double[] {10, 100, 30, 220}, run(masked("j <= c"), PV), 0);
  }

  @Test
  void aMaskOfBothOperandsIsAGeneralReduction() {
    Program both = lower(masked("j <= i + c"), Map.of());
    assertEquals(0, count(both, Contract.class));
    assertArrayEquals(new double[] {10, 100, 150, 220}, run(masked("j <= i + c"), PV), 0);
  }

  @Test
  void layerNormOverColumns() {
    String text =
        """
        kernel l[n: 2..2, m](x: f32[n, m]; g: f32[n], b: f32[m]) -> f32[n, m] {
          return [i, c] => layernorm[i](x[i, c], g[i], b[c], 1e-12)
        }
        """;
    assertArrayEquals(
        new double[] {-2 + 5, -2 + 6, -2 + 7, 3 + 5, 3 + 6, 3 + 7},
        run(
            text,
            Map.of(
                "x", floats(Shape.of(2, 3), 1, 2, 3, 3, 5, 9),
                "g", floats(Shape.of(2), 2, 3),
                "b", floats(Shape.of(3), 5, 6, 7))),
        TOLERANCE);
  }

  @Test
  void rmsNormAndTheSigmoids() {
    String text =
        """
        kernel r[m: 2..2](x: f32[m]) -> f32[m] {
          y[c] = rmsnorm[c](x[c], 1)
          return tanh(silu(y)) + sigmoid(y)
        }
        """;
    double[] y = {3 / Math.sqrt(12.5), 4 / Math.sqrt(12.5)};
    double[] expected = new double[2];
    for (int i = 0; i < 2; i++) {
      double share = 1 / (1 + Math.exp(-y[i]));
      expected[i] = Math.tanh(y[i] * share) + share;
    }
    assertArrayEquals(expected, run(text, Map.of("x", floats(Shape.of(2), 3, 4))), TOLERANCE);
  }

  @Test
  void softmaxOfAProductInsideASum() {
    String text =
        """
        fn attend(q, k, v)[i, c] = sum[j](softmax[j](sum[e](q[i, e] * k[j, e])) * v[j, c])
        kernel a[n, d](x: f32[n, d], v: f32[n, d]) -> f32[n, d] { return attend(x, x, v) }
        """;
    Program program = lower(text, Map.of());
    assertEquals(2, count(program, Contract.class));
    assertEquals(1, count(program, Softmax.class));
    double e = Math.exp(4);
    assertArrayEquals(
        new double[] {.5 * 6 + .5 * 9, (6 + e * 9) / (1 + e)},
        run(text, Map.of("x", floats(Shape.of(2, 1), 0, 2), "v", floats(Shape.of(2, 1), 6, 9))),
        TOLERANCE);
  }

  private static final String SIZES =
      """
      kernel s[n, m, k = 2*m](x: f32[n, m]; w: f32[m]) -> f32[n, m] {
        return [i, c] => rmsnorm[c](x[i, c], w[c]) / sqrt(k)
      }
      """;

  @Test
  void dimsThatAreNumbersMustBeKnown() {
    assertEquals(Set.of("m"), NumberDims.of(kernel(SIZES)));
    Program program = lower(SIZES, Map.of("m", 8L));
    assertEquals(List.of("n"), program.dims().stream().map(d -> d.name()).toList());
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> lower(SIZES, Map.of("n", 8L)));
    assertEquals(LoweringCode.SYMBOLIC_SIZE, fault.diagnostics().getFirst().code());
  }

  @Test
  void thereIsNoMeanOfNothing() {
    String text = "kernel s[m: 0..8](x: f32[m]) -> f32[m] { return [c] => rmsnorm[c](x[c], 1) }";
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> lower(text, Map.of("m", 0L)));
    assertEquals(LoweringCode.EMPTY_ROW, fault.diagnostics().getFirst().code());
    assertTrue(fault.diagnostics().getFirst().span().isPresent());
  }
}
