package dev.halfbyte.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.driver.tensor.TensorLimits;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationFilesTest {
  private static final String TEXT =
      """
      kernel layer[n: 1..64](x: f32[n, 12]; w: f32[6, 12], b: f32[6]) -> f32[n, 6] {
        y[i, o] = b[o] + sum[e](x[i, e] * w[o, e])
        return y
      }
      numerics plain for layer { default weight s4, act s8, residual s16 }
      numerics rounded for layer { default weight s4, act s8, residual s16, rounding gptq, bias corrected }
      """;

  private static final CompilationRequest REQUEST =
      CompilationRequest.of(Path.of("layer.hb"), "rounded");

  @TempDir Path folder;

  private static Tensor random(long seed, long... extents) {
    Random random = new Random(seed);
    return Tensor.generateFloats(Shape.of(extents), _ -> random.nextGaussian() + 0.3);
  }

  private static Compilation compilation(String numerics, Tensor samples) {
    KernelTensors tensors =
        new KernelTensors(
            new TreeMap<>(Map.of("w", random(1, 6, 12), "b", random(2, 6))),
            new TreeMap<>(Map.of("x", samples)),
            new TreeMap<>());
    return Compilation.of(
        SourceFile.of("layer.hb", TEXT), Optional.empty(), numerics, tensors, Map.of());
  }

  private static CalibrationResult calibrate(String numerics) {
    return compilation(numerics, random(3, 5, 20, 12)).calibrate(_ -> {});
  }

  @Test
  void aFolderHoldsRangesAndTensors() throws IOException {
    Path out = folder.resolve("calibrated");
    CalibrationResult result = calibrate("rounded");
    List<Path> written = CalibrationFiles.write(out, result, REQUEST);
    assertEquals(
        List.of("ranges.safetensors", "ranges.json", "kernel.json"),
        written.stream().map(path -> String.valueOf(path.getFileName())).toList());
    assertEquals(result, CalibrationFiles.read(out, TensorLimits.DEFAULT));
    assertEquals(result, CalibrationFiles.read(out.resolve("ranges.json"), TensorLimits.DEFAULT));
  }

  @Test
  void aFileHasItsTensorsBesideIt() throws IOException {
    Path out = folder.resolve("mine.json");
    CalibrationResult result = calibrate("rounded");
    CalibrationFiles.write(out, result, REQUEST);
    assertTrue(Files.isRegularFile(folder.resolve("mine.safetensors")));
    assertEquals(result, CalibrationFiles.read(out, TensorLimits.DEFAULT));
  }

  /// Tensors of a former calibration would not fit the new ranges.
  @Test
  void rangesAloneReplaceRangesAndTensors() throws IOException {
    CalibrationFiles.write(folder, calibrate("rounded"), REQUEST);
    CalibrationResult plain = calibrate("plain");
    CalibrationFiles.write(folder, plain, REQUEST);
    assertEquals(plain, CalibrationFiles.read(folder, TensorLimits.DEFAULT));
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void aCalibrationThatFailsLeavesTheFormerOneAlone() throws IOException {
    CalibrationResult former = calibrate("rounded");
    CalibrationFiles.write(folder, former, REQUEST);
    Tensor huge = Tensor.generateFloats(Shape.of(5, 20, 12), i -> i == 700 ? 3e38 : 1);
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class,
            () ->
                CalibrationFiles.write(
                    folder, compilation("rounded", huge).calibrate(_ -> {}), REQUEST));
    assertEquals(QuantCode.NOT_FINITE_SAMPLE, fault.diagnostics().getFirst().code());
    assertTrue(
        fault.diagnostics().getFirst().message().endsWith("in sample 2"),
        fault.diagnostics().getFirst().message());
    assertEquals(former, CalibrationFiles.read(folder, TensorLimits.DEFAULT));
    try (var files = Files.list(folder)) {
      assertEquals(3, files.count());
    }
  }

  @Test
  void theSealedKernelSaysHowItWasRounded() {
    List<Explanation> reasons = compilation("rounded", random(3, 5, 20, 12)).seal().explanations();
    assertTrue(reasons.toString().contains("rounding gptq"), reasons.toString());
  }
}
