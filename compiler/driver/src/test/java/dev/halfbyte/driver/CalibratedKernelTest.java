package dev.halfbyte.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.driver.tensor.TensorLimits;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibratedKernelTest {
  @TempDir Path folder;

  private CompilationRequest written(Path out, CompilationRequest request) throws IOException {
    Files.createDirectories(out);
    assertFalse(CalibratedKernel.isIn(out));
    Files.writeString(out.resolve(CalibratedKernel.FILE), CalibratedKernel.text(out, request));
    assertTrue(CalibratedKernel.isIn(out));
    return CalibratedKernel.read(out, TensorLimits.DEFAULT);
  }

  @Test
  void everythingThatWasStatedIsReadAgain() throws IOException {
    Path out = folder.resolve("out");
    Path block = Files.writeString(folder.resolve("mine.hb"), "");
    CompilationRequest request =
        new CompilationRequest(
            folder.resolve("k.hb"),
            Optional.of("second"),
            Optional.of(folder.resolve("data")),
            block.toString(),
            Optional.of(folder.resolve("w.npz")),
            Optional.of(folder.resolve("samples.npz")),
            Optional.empty(),
            Map.of("n", 5L),
            TensorLimits.DEFAULT);
    CompilationRequest read = written(out, request);
    assertEquals(
        new CompilationRequest(
            request.file(),
            request.kernel(),
            request.folder(),
            request.numerics(),
            request.weights(),
            Optional.empty(),
            Optional.of(out),
            request.dims(),
            request.limits()),
        read);
  }

  /// Paths are relative, so that kernel and folder may move together.
  @Test
  void bothMayMove() throws IOException {
    Path before = Files.createDirectories(folder.resolve("before"));
    written(before.resolve("out"), CompilationRequest.of(before.resolve("k.hb"), "w4a4"));
    Path behind = folder.resolve("behind");
    Files.move(before, behind);
    CompilationRequest read = CalibratedKernel.read(behind.resolve("out"), TensorLimits.DEFAULT);
    assertEquals(behind.resolve("k.hb"), read.file());
    assertEquals("w4a4", read.numerics());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"format\": 2, \"source\": \"k.hb\", \"numerics\": \"w4a4\"}",
        "{\"format\": 1, \"source\": \"k.hb\"}",
        "{\"format\": 1, \"source\": [], \"numerics\": \"w4a4\"}",
        "{\"format\": 1, \"source\": \"k.hb\", \"numerics\": \"w4a4\", \"dims\": {\"n\": \"x\"}}"
      })
  void whatIsDamagedSaysSo(String text) throws IOException {
    Files.writeString(folder.resolve(CalibratedKernel.FILE), text);
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class, () -> CalibratedKernel.read(folder, TensorLimits.DEFAULT));
    assertEquals(DriverCode.CALIBRATED_FOLDER, fault.diagnostics().getFirst().code());
  }
}
