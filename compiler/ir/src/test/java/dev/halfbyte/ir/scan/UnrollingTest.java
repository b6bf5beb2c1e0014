package dev.halfbyte.ir.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.DimBinding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnrollingTest {
  /// `x` times each of three constants, plus one, and what it was on the way.
  private static final String SCALES =
      """
      halfbyte ir 1
      program "kernel" {
        input %0 "x": f32[2]
        const "w": f32[3, 2] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
        %1 = constant(name="w") : f32[3, 2] path "w"
        %2, %3 = scan(body=program "step" {
          input %0 "x": f32[2]
          input %1 "w": f32[2]
          const "one": f32[2] = [1.0, 1.0]
          %2 = binary(kind=mul, left=%0, right=%1) : f32[2] path "y.product"
          %3 = constant(name="one") : f32[2]
          %4 = binary(kind=add, left=%2, right=%3) : f32[2] path "y"
          output "x" = %4
          output "trace" = %2
        }, carried=[%0], scanned=[%1], captured=[]) : f32[2], f32[3, 2] path "y" @ "a.hb":4:7
        output "y" = %2
        output "trace" = %3
      }
      """;

  /// Two rows of two elements each, by a scan in a scan.
  private static final String NESTED =
      """
      halfbyte ir 1
      program "kernel" {
        input %0 "x": f32[]
        input %1 "rows": f32[2, 2]
        %2 = scan(body=program "outer" {
          input %0 "x": f32[]
          input %1 "row": f32[2]
          %2 = scan(body=program "inner" {
            input %0 "x": f32[]
            input %1 "element": f32[]
            %2 = binary(kind=sub, left=%0, right=%1) : f32[] path "y.row.d"
            output "x" = %2
          }, carried=[%0], scanned=[%1], captured=[]) : f32[] path "y.row"
          output "x" = %2
        }, carried=[%0], scanned=[%1], captured=[]) : f32[] path "y"
        output "y" = %2
      }
      """;

  private static final String SYMBOLIC =
      """
      halfbyte ir 1
      program "kernel" {
        dim "n": 0..8
        input %0 "x": f32[]
        input %1 "rows": f32[n, 2]
        %2, %3 = scan(body=program "step" {
          input %0 "x": f32[]
          input %1 "row": f32[2]
          output "x" = %0
          output "row" = %1
        }, carried=[%0], scanned=[%1], captured=[]) : f32[], f32[n, 2] path "y" @ "a.hb":3:4
        output "y" = %2
        output "copy" = %3
      }
      """;

  @Test
  void valuesAreNamedByTheirIteration() {
    Program unrolled = unrolled(SCALES);
    assertEquals(
        List.of("y[0].product", "y[0]", "y[1].product", "y[1]", "y[2].product", "y[2]"),
        paths(unrolled, Binary.class));
    assertEquals(List.of("y"), paths(unrolled, Concat.class));
  }

  @Test
  void slicesOfConstantsAreConstants() {
    Program written = unrolled(SCALES);
    assertEquals("[one, w, w_1, w_2]", written.constants().keySet().toString());
    assertEquals(4, count(written, Constant.class));
    assertEquals(0, count(written, View.class));
  }

  @Test
  void computedRowsAreSliced() {
    Program unrolled = unrolled(NESTED);
    assertEquals(
        List.of("y[0].row[0].d", "y[0].row[1].d", "y[1].row[0].d", "y[1].row[1].d"),
        paths(unrolled, Binary.class));
    assertEquals(
        List.of("y[0]", "y[0].row[0]", "y[0].row[1]", "y[1]", "y[1].row[0]", "y[1].row[1]"),
        paths(unrolled, View.class));
  }

  @Test
  void namesThatDoNotBeginWithThatOfTheScanFollowIt() {
    Program other = unrolled(SCALES.replace("\"y.product\"", "\"yield\""));
    assertEquals("y[0].yield", paths(other, Binary.class).getFirst());
    Program unnamed = unrolled(NESTED.replace(" path \"y\"", ""));
    assertEquals("scan[1].y.row[0].d", paths(unnamed, Binary.class).get(2));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0", "1, 1, 0", "3, 3, 1"})
  void scansOfAnyLengthStackAsManySlices(long length, int reshapes, int concats) {
    Program bound = DimBinding.bind(parsed(SYMBOLIC), Map.of("n", length));
    Program unrolled = Unrolling.unroll(bound);
    assertEquals(List.of(), Verifier.violations(unrolled, Stage.GRAPH));
    assertEquals(reshapes, count(unrolled, Reshape.class));
    assertEquals(concats, count(unrolled, Concat.class));
    assertEquals(unrolled.parameters().getFirst().value(), unrolled.outputs().getFirst().value());
    assertEquals(
        bound.types().get(bound.outputs().getLast().value()),
        unrolled.types().get(unrolled.outputs().getLast().value()));
  }

  @Test
  void aProgramWithoutScansStaysAsItIs() {
    Program plain = unrolled(SCALES);
    assertSame(plain, Unrolling.unroll(plain));
  }

  @Test
  void aSymbolicLengthIsADiagnostic() {
    Diagnostic diagnostic = fault(SYMBOLIC);
    assertEquals(ScanCode.SYMBOLIC_LENGTH, diagnostic.code());
    assertEquals(
        "the scan `y` at a.hb:3:4 has n iterations, which cannot be written out",
        diagnostic.message());
    assertTrue(diagnostic.help().orElseThrow().contains("dims"));
  }

  @ParameterizedTest
  @CsvSource({"1099511627776, 2", "2, 1099511627776", "2000, 2000"})
  void tooManyIterationsAreADiagnostic(long outer, long inner) {
    String text =
        NESTED
            .replace("f32[2, 2]", "f32[%d, %d]".formatted(outer, inner))
            .replace("\"row\": f32[2]", "\"row\": f32[%d]".formatted(inner));
    Diagnostic diagnostic = fault(text);
    assertEquals(ScanCode.TOO_LONG, diagnostic.code());
    assertTrue(diagnostic.message().startsWith("the scan `y"), diagnostic.message());
    assertTrue(diagnostic.help().orElseThrow().contains("target with loops"));
  }

  private static Diagnostic fault(String text) {
    Program program = parsed(text);
    return assertThrows(DiagnosticException.class, () -> Unrolling.unroll(program))
        .diagnostics()
        .getFirst();
  }

  private static Program unrolled(String text) {
    Program unrolled = Unrolling.unroll(parsed(text));
    assertEquals(List.of(), Verifier.violations(unrolled, Stage.GRAPH));
    return unrolled;
  }

  private static Program parsed(String text) {
    return IrParser.parse(SourceFile.of("kernel.ir", text), new TreeMap<>()).program();
  }

  private static long count(Program program, Class<?> op) {
    return nodes(program, op).count();
  }

  private static List<String> paths(Program program, Class<?> op) {
    return nodes(program, op).map(Node::path).flatMap(Optional::stream).toList();
  }

  private static Stream<Node> nodes(Program program, Class<?> op) {
    return program.nodes().stream().filter(node -> op.isInstance(node.op()));
  }
}
