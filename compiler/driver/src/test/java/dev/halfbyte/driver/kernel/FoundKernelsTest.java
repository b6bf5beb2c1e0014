package dev.halfbyte.driver.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelTensors;
import dev.halfbyte.driver.bind.BindCode;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.verify.Check;
import dev.halfbyte.source.DiagnosticCode;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Kernels that random ones led to, each with the cause of what was wrong.
class FoundKernelsTest {
  private static Compilation compile(String text, Map<String, Tensor> weights) {
    return compile(text, weights, Map.of());
  }

  private static Compilation compile(
      String text, Map<String, Tensor> weights, Map<String, Long> dims) {
    return Compilation.of(
        SourceFile.of("k.hb", text),
        Optional.empty(),
        "f32",
        new KernelTensors(new TreeMap<>(weights), new TreeMap<>(), new TreeMap<>()),
        dims);
  }

  private static DiagnosticCode fault(String text, Map<String, Tensor> weights) {
    return assertThrows(DiagnosticException.class, () -> compile(text, weights).seal())
        .diagnostics()
        .getFirst()
        .code();
  }

  /// Only extents that are a dim alone were learnt from weights: `2*n` stayed symbolic beside 4.
  @Test
  void aWeightFixesTheDimThatItsShapeIsMadeOf() {
    String text =
        """
        kernel k[n: 1..9](x: f32[2*n], q: f32[n]; w: f32[2*n]) -> f32[2*n], f32[n] {
          return x * w, q
        }
        """;
    Compilation compilation = compile(text, Map.of("w", Tensor.ofFloats(Shape.of(4), 1, 2, 3, 4)));
    assertEquals(
        List.of(),
        compilation.seal().sealed().program().dims().stream().map(DimDeclaration::name).toList());
  }

  @Test
  void aWeightThatLeavesADimOpenIsRefusedUntilItIsGiven() {
    String text =
        """
        kernel k[n: 1..9](x: f32[n]; w: f32[n/2]) -> f32[n], f32 { return x, sum[i](w[i]) }
        """;
    Map<String, Tensor> weights = Map.of("w", Tensor.ofFloats(Shape.of(2), 1, 2));
    assertEquals(BindCode.OPEN_DIM, fault(text, weights));
    assertEquals(
        List.of(), compile(text, weights, Map.of("n", 5L)).seal().sealed().program().dims());
    assertEquals(
        BindCode.WRONG_SHAPE,
        fault(text, Map.of("w", Tensor.ofFloats(Shape.of(5), 1, 2, 3, 4, 5))));
  }

  /// A product beyond 32 bits was reported as a fault of the compiler.
  @Test
  void wholeNumbersThatMayLeave32BitsAreTheKernelsFault() {
    assertEquals(
        Check.INTEGER_WIDTH, fault("kernel k[n](x: s32[n]) -> s32[n] { return x * x }", Map.of()));
  }

  /// The range of a maximum held that of no elements even where there always is one.
  @Test
  void theMaximumOfAtLeastOneElementIsNoSmallerThanAll() {
    TensorType type = new TensorType(new ElemType.IntType(8, true), Shape.of(2));
    Tensor weight = Tensor.ofInts(type, 3, 4);
    String text =
        """
        kernel k(x: s8[2, 2]; w: s8[2]) -> s32[2, 2] {
          return [i, j] => x[i, j] + max[l](x[i, l]) + w[j]
        }
        """;
    assertEquals(1, compile(text, Map.of("w", weight)).seal().sealed().program().outputs().size());
  }

  /// A tensor that was returned twice gave two outputs of one name.
  @Test
  void aTensorMayBeReturnedTwice() {
    String text = "kernel k[n](x: f32[n]) -> f32[n], f32[n] { y = x + 1 return y, y }";
    assertEquals(
        List.of("y", "result1"),
        compile(text, Map.of()).seal().sealed().program().outputs().stream()
            .map(Output::name)
            .toList());
  }

  /// Dims that a kernel does not have were passed over, so a slip of the pen changed nothing.
  @Test
  void dimsGivenByHandAreDimsOfTheKernel() {
    String text = "kernel k[n: 1..9, m = 2*n](x: f32[n]) -> f32[n] { return x }";
    assertEquals(BindCode.UNKNOWN_DIM, givenFault(text, Map.of("q", 3L)));
    assertEquals(BindCode.DIM_CLASH, givenFault(text, Map.of("m", 6L)));
    assertEquals(Map.of("n", 3L), compile(text, Map.of(), Map.of("n", 3L)).openDims());
  }

  /// The value of a dim that has only one was asked of a program that does not know the dim.
  @Test
  void aDimOfOneValueMayBeGivenThatValue() {
    String text = "kernel k[n: 1..1](x: f32[n]) -> f32[n] { return x }";
    assertEquals(Map.of(), compile(text, Map.of(), Map.of("n", 1L)).openDims());
    assertEquals(BindCode.DIM_OUT_OF_BOUNDS, givenFault(text, Map.of("n", 3L)));
  }

  private static DiagnosticCode givenFault(String text, Map<String, Long> dims) {
    return assertThrows(DiagnosticException.class, () -> compile(text, Map.of(), dims))
        .diagnostics()
        .getFirst()
        .code();
  }

  /// The number of windows of a dim of one value, `(n - 1)/3 + 1`, was taken for a fraction that
  /// someone forgot a decimal point in.
  @Test
  void aDimMayDivideToZero() {
    String text =
        """
        kernel k[n: 2..2](x: f32[n]; w: f32[1]) -> f32[(n - 1)/3 + 1] {
          return [i: (n - 1)/3 + 1] => sum[l](x[i*3 + l] * w[l])
        }
        """;
    Map<String, Tensor> weights = Map.of("w", Tensor.ofFloats(Shape.of(1), 2));
    assertEquals(1, compile(text, weights).seal().sealed().program().outputs().size());
  }
}
