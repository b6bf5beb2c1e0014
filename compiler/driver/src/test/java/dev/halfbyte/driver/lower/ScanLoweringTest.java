package dev.halfbyte.driver.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.frontend.Frontend;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Scans, lowered, verified and run by the interpreter against the same steps written out.
class ScanLoweringTest {
  private static final String STEP =
      """
      fn linear(x, w)[i, o] = sum[e](x[i, e] * w[o, e])
      fn step(x, w, b, s) {
        h[i, o] = relu(sum[e](x[i, e] * w[o, e])) + b[o]
        return x * s + linear(h, w)
      }
      """;
  private static final String LOOP =
      """
      kernel k[n, m, l](x: f32[n, m], w: f32[l, m, m], b: f32[l, m]) -> f32[n, m] {
        y = scan(step, x, w, b, 0.5)
        return y
      }
      """;
  private static final String WRITTEN_OUT =
      """
      kernel k[n, m, l: 3..64](x: f32[n, m], w: f32[l, m, m], b: f32[l, m]) -> f32[n, m] {
        y0 = step(x, w[0], b[0], 0.5)
        y1 = step(y0, w[1], b[1], 0.5)
        return step(y1, w[2], b[2], 0.5)
      }
      """;

  private static Program lower(String text) {
    SourceFile source = SourceFile.of("t.hb", STEP + text);
    Program program = KernelLowering.lower(Frontend.check(source).orThrow().kernels().getFirst());
    assertEquals(List.of(), Verifier.violations(program, Stage.GRAPH));
    return program;
  }

  private static Map<String, Tensor> data(int steps) {
    return Map.of(
        "x", Tensor.generateFloats(Shape.of(2, 4), i -> (i % 5 - 2) / 4.0),
        "w", Tensor.generateFloats(Shape.of(steps, 4, 4), i -> (i * 7 % 11 - 5) / 8.0),
        "b", Tensor.generateFloats(Shape.of(steps, 4), i -> (i * 3 % 7 - 3) / 16.0));
  }

  @Test
  void aScanIsItsStepsOneAfterTheOther() {
    assertEquals(
        Interpreter.run(lower(WRITTEN_OUT), data(3)).firstEntry().getValue(),
        Interpreter.run(lower(LOOP), data(3)).firstEntry().getValue());
  }

  @Test
  void pathsInsideBeginWithTheNameOfTheScan() {
    Node node = lower(LOOP).nodes().getLast();
    assertEquals("y", node.path().orElseThrow());
    Scan scan = (Scan) node.op();
    assertEquals(List.of(), scan.captured());
    assertEquals(
        Set.of("y.h", "y.linear.1", "y"),
        scan.body().nodes().stream().map(n -> n.path().orElseThrow()).collect(Collectors.toSet()));
    assertEquals(
        List.of("y.x", "y.w", "y.b"),
        scan.body().parameters().stream().map(Parameter::name).toList());
  }

  @Test
  void theProgramSurvivesItsText() {
    Program program = lower(LOOP);
    SourceFile text = SourceFile.of("t.hbir", IrPrinter.print(program));
    assertEquals(program, IrParser.parse(text, IrPrinter.pool(program)).program());
  }
}
