package dev.halfbyte.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.driver.bind.BindCode;
import dev.halfbyte.driver.lower.LoweringCode;
import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.driver.tensor.TensorLimits;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.DiagnosticCode;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which dims weights and requests make numbers before a kernel is lowered.
class OpenDimsTest {
  private static final String KERNEL =
      """
      kernel k[n, m: 1..8, t: 1..99](x: f32[n, m], y: f32[t]; w: f32[m]) -> f32[n, m], f32[t] {
        return [i, c] => layernorm[c](x[i, c], w[c], 0), [j] => y[j] / t
      }
      """;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("k.hb"), KERNEL);
    Path weights = Files.createDirectory(folder.resolve("elsewhere"));
    TensorFiles.write(
        weights.resolve("weights.safetensors"),
        Map.of("w", Tensor.ofFloats(Shape.of(4), 1, 2, 3, 4)));
  }

  private Compilation open(Map<String, Long> dims) {
    return Compilation.open(
        new CompilationRequest(
            folder.resolve("k.hb"),
            Optional.empty(),
            Optional.of(folder.resolve("elsewhere")),
            "f32",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            dims,
            TensorLimits.DEFAULT));
  }

  private static DiagnosticCode fault(DiagnosticException exception) {
    return exception.diagnostics().getFirst().code();
  }

  @Test
  void weightsAndRequestsFixWhatTheKernelComputesWith() {
    Compilation compilation = open(Map.of("t", 3L, "n", 5L, "m", 4L));
    assertEquals(
        List.of("n"), compilation.reference().dims().stream().map(DimDeclaration::name).toList());
    assertEquals(Map.of("n", 5L), compilation.openDims());
  }

  @Test
  void aDimThatNothingFixesIsReported() {
    assertEquals(
        LoweringCode.SYMBOLIC_SIZE,
        fault(assertThrows(DiagnosticException.class, () -> open(Map.of("n", 5L)))));
  }

  @Test
  void aRequestThatContradictsTheWeightsIsReported() {
    assertEquals(
        BindCode.DIM_CLASH,
        fault(assertThrows(DiagnosticException.class, () -> open(Map.of("m", 5L, "t", 3L)))));
  }

  @Test
  void aRequestOutOfBoundsIsReported() {
    assertEquals(
        BindCode.DIM_OUT_OF_BOUNDS,
        fault(assertThrows(DiagnosticException.class, () -> open(Map.of("t", 100L)))));
  }
}
