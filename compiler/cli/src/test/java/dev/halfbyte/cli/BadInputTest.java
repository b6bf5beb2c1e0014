package dev.halfbyte.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every fault of a user ends in one coded diagnostic, status 2, no stack trace and no output.
class BadInputTest {
  private static final String KERNEL =
      """
      kernel k[n: 1..8, m: 1..4](x: f32[n, m]; w: f32[m, m]) -> f32[n, m] {
        y[i, o] = sum[e](x[i, e] * w[o, e])
        return y
      }
      """;

  @TempDir Path folder;
  private Path source = Path.of("");

  @BeforeEach
  void writeSoundInput() throws IOException {
    source = folder.resolve("k.hb");
    Files.writeString(source, KERNEL);
    Path sidecar = Files.createDirectories(folder.resolve("k"));
    TensorFiles.write(
        sidecar.resolve("weights.safetensors"),
        Map.of("w", Tensor.ofFloats(Shape.of(3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9)));
    TensorFiles.write(sidecar.resolve("data.npz"), Map.of("x", ramp(2, 3)));
    TensorFiles.write(sidecar.resolve("calibration.npz"), Map.of("x", ramp(5, 3)));
  }

  private static Tensor ramp(int rows, int columns) {
    return Tensor.generateFloats(Shape.of(rows, columns), i -> i - 2.5);
  }

  private Session run(String... more) {
    List<String> arguments = new ArrayList<>(List.of("run", source.toString()));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--out", folder.resolve("out.npz").toString()));
    return Session.of(arguments);
  }

  private void assertRefused(String code, String part, Session session) throws IOException {
    assertEquals(2, session.status(), session.err());
    assertTrue(session.err().contains(code), session.err());
    assertTrue(session.err().contains(part), session.err());
    assertTrue(session.err().contains("help:"), session.err());
    assertFalse(session.err().contains("\tat "), session.err());
    try (Stream<Path> files = Files.list(folder)) {
      assertFalse(files.anyMatch(f -> f.toString().contains("out")), "an output was left");
    }
  }

  /// Before anything is calibrated, which would fail here.
  @Test
  void unknownHardwareIsToldFirst() throws IOException {
    Files.delete(folder.resolve("k").resolve("calibration.npz"));
    List<String> request = List.of(source.toString(), "--numerics", "w4a4", "--hardware", "nosuch");
    for (String command : List.of("sim", "verify")) {
      List<String> arguments = new ArrayList<>(List.of(command));
      arguments.addAll(request);
      assertRefused("HB43", "nosuch", Session.of(arguments));
    }
  }

  @Test
  void soundInputRuns() {
    Session session = run("--numerics", "w4a8");
    assertEquals(0, session.status(), session.err());
    assertTrue(session.out().contains("y: f32[2, 3]"), session.out());
  }

  @Test
  void missingSource() throws IOException {
    source = folder.resolve("nowhere.hb");
    assertRefused("HB6301", "nowhere.hb", run());
  }

  @Test
  void sourceThatIsNoText() throws IOException {
    Files.write(source, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertRefused("HB6301", "UTF-8", run());
  }

  @Test
  void unknownNumerics() throws IOException {
    assertRefused("HB3001", "w9a5", run("--numerics", "w9a5"));
  }

  @Test
  void unknownKernel() throws IOException {
    assertRefused("HB6302", "other", run("--kernel", "other"));
  }

  @Test
  void weightOfAnotherShape() throws IOException {
    TensorFiles.write(folder.resolve("k/weights.safetensors"), Map.of("w", ramp(2, 3)));
    assertRefused("HB6206", "dim `m`", run());
  }

  @Test
  void weightBeyondTheDeclaredDim() throws IOException {
    TensorFiles.write(folder.resolve("k/weights.safetensors"), Map.of("w", ramp(5, 5)));
    assertRefused("HB6205", "dim `m` is 5", run());
  }

  @Test
  void weightWithoutParameter() throws IOException {
    TensorFiles.write(folder.resolve("k/weights.safetensors"), Map.of("v", ramp(3, 3)));
    assertRefused("HB6202", "`v`", run());
  }

  @Test
  void weightThatIsNoNumber() throws IOException {
    Tensor nan = Tensor.generateFloats(Shape.of(3, 3), i -> i == 4 ? Double.NaN : i);
    TensorFiles.write(folder.resolve("k/weights.safetensors"), Map.of("w", nan));
    assertRefused("HB6208", "`w`[1, 1]", run());
  }

  @Test
  void calibrationThatIsNoNumber() throws IOException {
    Tensor infinite = Tensor.generateFloats(Shape.of(1, 3), i -> 1.0 / i);
    TensorFiles.write(folder.resolve("k/calibration.npz"), Map.of("x", infinite));
    assertRefused("HB6208", "`x`[0, 0]", run("--numerics", "w4a4"));
  }

  @Test
  void inputThatIsNoNumberIsRefusedWhereItIsQuantized() throws IOException {
    Tensor nan = Tensor.generateFloats(Shape.of(2, 3), i -> Double.NaN);
    TensorFiles.write(folder.resolve("k/data.npz"), Map.of("x", nan));
    assertRefused("HB6208", "`x`[0, 0]", run("--numerics", "w4a4"));
  }

  @Test
  void inputThatIsNoNumberRunsInFloats() throws IOException {
    Tensor nan = Tensor.generateFloats(Shape.of(2, 3), i -> Double.NaN);
    TensorFiles.write(folder.resolve("k/data.npz"), Map.of("x", nan));
    assertEquals(0, run().status());
  }

  @Test
  void inputBeyondTheDeclaredDim() throws IOException {
    TensorFiles.write(folder.resolve("k/data.npz"), Map.of("x", ramp(9, 3)));
    assertRefused("HB23", "n", run());
  }

  @Test
  void missingInput() throws IOException {
    TensorFiles.write(folder.resolve("k/data.npz"), Map.of("z", ramp(2, 3)));
    assertRefused("HB23", "`x`", run());
  }

  @Test
  void noWeightsAtAll() throws IOException {
    Files.delete(folder.resolve("k/weights.safetensors"));
    assertRefused("HB6305", "weights", run());
  }

  @Test
  void noCalibrationAtAll() throws IOException {
    Files.delete(folder.resolve("k/calibration.npz"));
    assertRefused("HB6306", "calibration", run("--numerics", "w4a8"));
  }

  @Test
  void unknownTarget() throws IOException {
    assertRefused("HB6103", "riscv", run("--target", "riscv"));
  }

  @Test
  void tensorOverTheLimit() throws IOException {
    assertRefused("HB6005", "limit", run("--max-tensor-bytes", "10"));
  }

  @Test
  void unknownOptionHasAHint() throws IOException {
    Session session = run("--numeric", "w4a8");
    assertEquals(2, session.status());
    assertTrue(session.err().contains("--numerics"), session.err());
  }

  @Test
  void dumpThatIsNoProgram() throws IOException {
    Path ir = folder.resolve("bad.ir");
    Files.writeString(ir, "halfbyte ir 1\nprogram ((((");
    Session session = Session.of("opt", ir.toString());
    assertEquals(2, session.status(), session.err());
    assertTrue(
        session.err().contains("HB2001") && session.err().contains("bad.ir:2:9"), session.err());
  }
}
