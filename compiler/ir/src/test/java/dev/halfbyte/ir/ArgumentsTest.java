package dev.halfbyte.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ArgumentsTest {
  private static Program program(Dim... extents) {
    ProgramBuilder b = new ProgramBuilder("p");
    b.dim(new DimDeclaration("n", 1, 64, 1)).dim(new DimDeclaration("t", 4, 64, 4));
    b.parameter(
        "x", new TensorType(ElemType.F32, new Shape(List.of(extents))), Parameter.Kind.INPUT);
    return b.build();
  }

  private static Tensor zeros(long... extents) {
    return Tensor.generateFloats(Shape.of(extents), _ -> 0);
  }

  @Test
  void dimsFollowFromLinearExtents() {
    Dim n = Dim.symbol("n");
    Dim t = Dim.symbol("t");
    Program program = program(n.times(t), t.times(Dim.of(2)).plus(Dim.of(3)));
    Arguments arguments = Arguments.of(program, Map.of("x", zeros(40, 19)), Map.of());
    assertEquals(Map.of("n", 5L, "t", 8L), arguments.dims());
  }

  @Test
  void dimsThatNoShapeTellsMustBeGiven() {
    Program program = program(Dim.symbol("n"));
    Map<String, Tensor> tensors = Map.of("x", zeros(3));
    assertEquals(List.of(RunCode.BAD_DIM), codes(program, tensors, Map.of()));
    assertEquals(Map.of("n", 3L, "t", 8L), Arguments.of(program, tensors, Map.of("t", 8L)).dims());
  }

  @Test
  void everyMisfitIsReported() {
    Program program = program(Dim.symbol("n"), Dim.symbol("t"));
    assertEquals(
        List.of(RunCode.BAD_DIM, RunCode.BAD_DIM),
        codes(program, Map.of("x", zeros(65, 6)), Map.of()));
    assertEquals(
        List.of(RunCode.UNKNOWN_ARGUMENT, RunCode.UNKNOWN_ARGUMENT, RunCode.MISSING_ARGUMENT),
        codes(program, Map.of("y", zeros(1)), Map.of("m", 1L, "n", 1L, "t", 4L)));
    assertEquals(
        List.of(RunCode.WRONG_TYPE),
        codes(program, Map.of("x", zeros(2, 4, 1)), Map.of("n", 2L, "t", 4L)));
    TensorType integers = new TensorType(ElemType.S32, Shape.of(2, 4));
    assertEquals(
        List.of(RunCode.WRONG_TYPE),
        codes(program, Map.of("x", Tensor.generateInts(integers, _ -> 0)), Map.of()));
  }

  private static List<Object> codes(
      Program program, Map<String, Tensor> tensors, Map<String, Long> dims) {
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> Arguments.of(program, tensors, dims));
    return fault.diagnostics().stream().<Object>map(Diagnostic::code).toList();
  }
}
