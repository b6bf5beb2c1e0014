package dev.halfbyte.driver.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.frontend.Frontend;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.source.SourceFile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Kernels as text, lowered, verified and run by the interpreter against results worked out by
/// hand.
class KernelLoweringTest {
  private static Program lower(String text) {
    SourceFile source = SourceFile.of("t.hb", text);
    Program program = KernelLowering.lower(Frontend.check(source).orThrow().kernels().getFirst());
    assertEquals(java.util.List.of(), Verifier.violations(program, Stage.GRAPH));
    return program;
  }

  private static Tensor run(String text, Map<String, Tensor> tensors) {
    return Interpreter.run(lower(text), tensors).firstEntry().getValue();
  }

  private static Tensor floats(Shape shape, float... values) {
    return Tensor.ofFloats(shape, values);
  }

  @Test
  void indexShorterThanItsAxisReadsAPart() {
    Tensor x = floats(Shape.of(8), 0, 1, 2, 3, 4, 5, 6, 7);
    assertEquals(
        floats(Shape.of(3), 0, 1, 2),
        run(
            "kernel part[n: 8..8](x: f32[n]) -> f32[3] { y[i: 3] = x[i] return y }",
            Map.of("x", x)));
  }

  @Test
  void indexLongerThanItsAxisReadsThePadding() {
    Tensor x = floats(Shape.of(2), 5, 6);
    assertEquals(
        floats(Shape.of(4), 5, 6, 0, 0),
        run(
            "kernel pad[n: 2..2](x: f32[n]) -> f32[4] { y[i: 4] = x[i else 0] return y }",
            Map.of("x", x)));
  }

  @Test
  void transposeIsAView() {
    Tensor x = floats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    assertEquals(
        floats(Shape.of(3, 2), 1, 4, 2, 5, 3, 6),
        run(
            "kernel t[n, m](x: f32[n, m]) -> f32[m, n] { y[j, i] = x[i, j] return y }",
            Map.of("x", x)));
  }

  @Test
  void diagonalReadsOneIndexTwice() {
    Tensor x = floats(Shape.of(2, 2), 1, 2, 3, 4);
    assertEquals(
        floats(Shape.of(2), 1, 4),
        run("kernel d[n](x: f32[n, n]) -> f32[n] { y[i] = x[i, i] return y }", Map.of("x", x)));
  }

  @Test
  void sumOfProductsIsAContraction() {
    String text =
        "kernel g[m, n, k](x: f32[m, k], w: f32[n, k]) -> f32[m, n] {"
            + " y[i, o] = sum[e](x[i, e] * w[o, e]) return y }";
    Contract contract = (Contract) lower(text).nodes().getFirst().op();
    assertEquals("i e, o e -> i o", contract.einsum().toString());
    assertEquals(Order.SERIAL, contract.order());
  }

  @Test
  void dotProductOfOneIndexSpaceRunsInLanes() {
    String text = "kernel d[n](x: f32[n], y: f32[n]) -> f32 { z = sum[i](x[i] * y[i]) return z }";
    Contract contract = (Contract) lower(text).nodes().getFirst().op();
    assertEquals(Order.LANES16, contract.order());
  }

  @Test
  void maskedReductionLeavesElementsOut() {
    String text =
        "kernel m[n](x: f32[n, n]) -> f32[n] { y[i] = max[j](x[i, j] where j <= i) return y }";
    Tensor x = floats(Shape.of(2, 2), -3, 9, -5, -4);
    assertEquals(floats(Shape.of(2), -3, -4), run(text, Map.of("x", x)));
  }

  @Test
  void sumOverAnIndexThatTheBodyDoesNotUse() {
    String text =
        "kernel s[n, m](x: f32[n], y: f32[m]) -> f32[n] { z[i] = sum[j](x[i] + y[j]) return z }";
    Tensor x = floats(Shape.of(2), 1, 2);
    Tensor y = floats(Shape.of(3), 10, 20, 30);
    assertEquals(floats(Shape.of(2), 63, 66), run(text, Map.of("x", x, "y", y)));
  }

  @Test
  void convolutionPadsWithZero() {
    String text =
        "kernel c[n: 4..4](x: f32[n]; k: f32[3]) -> f32[n] {"
            + " y[i: n] = sum[r](x[i + r - 1 else 0] * k[r]) return y }";
    Tensor x = floats(Shape.of(4), 1, 2, 3, 4);
    Tensor k = floats(Shape.of(3), 1, 10, 100);
    assertEquals(floats(Shape.of(4), 210, 321, 432, 43), run(text, Map.of("x", x, "k", k)));
  }

  @Test
  void everyValueOfADefinitionCarriesItsPathAndPlace() {
    Program program =
        lower("kernel p[n](x: f32[n]) -> f32[n] {\n  h = relu(x + x)\n  return h * h\n}");
    assertTrue(
        program.nodes().stream()
            .filter(node -> node.path().equals(java.util.Optional.of("h")))
            .anyMatch(node -> node.origin().orElseThrow().line() == 2));
  }
}
