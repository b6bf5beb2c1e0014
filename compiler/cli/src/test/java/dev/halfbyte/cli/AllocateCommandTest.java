package dev.halfbyte.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `allocate` on a kernel of two layers, the numerics it writes, and what it refuses.
class AllocateCommandTest {
  @TempDir Path folder;

  private Path kernel = Path.of("");

  @BeforeEach
  void write() throws IOException {
    kernel = folder.resolve("two.hb");
    Files.writeString(
        kernel,
        """
        kernel two[n: 1..64](x: f32[n, 16]; u: f32[16, 16], v: f32[16, 16]) -> f32[n, 16] {
          a[i, o] = relu(sum[e](x[i, e] * u[o, e]))
          y[i, o] = sum[e](a[i, e] * v[o, e])
          return y
        }
        """);
    Path own = Files.createDirectory(folder.resolve("two"));
    TensorFiles.write(
        own.resolve("weights.safetensors"), Map.of("u", weights(7, 0.1), "v", weights(11, 1)));
    TensorFiles.write(own.resolve("samples.npz"), Map.of("x", samples()));
    Files.copy(own.resolve("samples.npz"), own.resolve("calibration.npz"));
    Files.copy(own.resolve("samples.npz"), own.resolve("data.npz"));
  }

  private static Tensor weights(int step, double size) {
    return Tensor.generateFloats(
        Shape.of(16, 16), i -> (float) (size * ((i * step % 31) - 15) / 15));
  }

  private static Tensor samples() {
    return Tensor.generateFloats(Shape.of(3, 16), i -> (float) ((i * 13 % 17) - 8) / 8);
  }

  private Session allocate(String... more) {
    List<String> arguments = new ArrayList<>(List.of("allocate", kernel.toString()));
    arguments.addAll(List.of("--target", "interp", "--widths", "3,4,8"));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--numerics")) {
      arguments.addAll(List.of("--numerics", "w8a8"));
    }
    return Session.of(arguments);
  }

  private static void assertRefused(String code, String part, Session session) {
    assertEquals(2, session.status(), session.err());
    assertTrue(session.err().contains(code), session.err());
    assertTrue(session.err().contains(part), session.err());
    assertTrue(session.err().contains("help:"), session.err());
  }

  @Test
  void theFileIsTakenAsNumerics() throws IOException {
    Path file = folder.resolve("mixed.hb");
    Session session = allocate("--budget-bits", "6", "-o", file.toString());
    assertEquals(0, session.status(), session.err());
    assertTrue(session.out().contains("v: 8 bits, 256 weights"), session.out());
    assertTrue(session.out().contains("u: 4 bits, 256 weights"), session.out());
    assertTrue(session.out().contains("bits per weight"), session.out());
    assertTrue(Files.readString(file).contains("numerics mixed for two"), session.out());
    Session run = Session.of("why", kernel.toString(), "--numerics", file.toString());
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().contains("u: s4"), run.out());
    assertTrue(run.out().contains("v: s8"), run.out());
    Files.writeString(file, Files.readString(file).replace("u weight s4", "u weight s5"));
    Session edited = Session.of("why", kernel.toString(), "--numerics", file.toString());
    assertTrue(edited.out().contains("u: s5"), edited.out());
  }

  @Test
  void everythingIsToldAsJson() {
    Session session = allocate("--budget-bytes", "300", "--json", "--name", "small");
    assertEquals(0, session.status(), session.err());
    JsonObject root = JsonParser.parseString(session.out()).getAsJsonObject();
    assertTrue(root.get("bytes").getAsLong() <= 300, session.out());
    assertEquals(512, root.get("weights").getAsLong());
    JsonObject first = root.getAsJsonArray("layers").get(0).getAsJsonObject();
    assertEquals("u", first.get("path").getAsString());
    assertEquals(3, first.getAsJsonObject("sensitivity").size());
    assertTrue(root.getAsJsonObject("errors").get("together").getAsDouble() > 0);
    assertTrue(root.get("numerics").getAsString().contains("numerics small for two"));
    Session zd = allocate("--budget-bytes", "300", "--method", "zd", "--json");
    JsonObject ranked = JsonParser.parseString(zd.out()).getAsJsonObject();
    JsonObject layer = ranked.getAsJsonArray("layers").get(0).getAsJsonObject();
    assertTrue(layer.has("score"), zd.out());
    assertFalse(layer.has("sensitivity"), zd.out());
  }

  @Test
  void cyclesOfHardwareAreKept() {
    Session least = allocate("--budget-cycles", "1", "--hardware", "edge8");
    assertRefused("HB6361", "the least widths need", least);
    long needed = Long.parseLong(least.err().replaceAll("(?s).*widths need (\\d+) cycles.*", "$1"));
    Session session =
        allocate("--budget-cycles", Long.toString(needed + 20), "--hardware", "edge8", "--json");
    assertEquals(0, session.status(), session.err());
    JsonObject root = JsonParser.parseString(session.out()).getAsJsonObject();
    assertTrue(root.get("cycles").getAsLong() <= needed + 20, session.out());
    assertEquals("cycles predicted for edge8", root.get("cycles_unit").getAsString());
  }

  @Test
  void samplesMustBeThere() throws IOException {
    Path samples = folder.resolve("two").resolve("samples.npz");
    Files.delete(folder.resolve("two").resolve("calibration.npz"));
    assertRefused("HB6306", "calibration samples", allocate("--budget-bits", "4"));
    Session given = allocate("--budget-bits", "4", "--samples", samples.toString());
    assertEquals(0, given.status(), given.err());
    assertRefused(
        "HB6100",
        "only once",
        allocate("--budget-bits", "4", "--samples", "a.npz", "--calibration", "b.npz"));
  }

  @Test
  void nothingIsWrittenWhereNothingIsFound() {
    Path file = folder.resolve("none.hb");
    assertRefused(
        "HB6361", "raise the budget", allocate("--budget-bits", "2", "-o", file.toString()));
    assertFalse(Files.exists(file));
  }

  @ParameterizedTest
  @CsvSource({
    "--limit, 0, HB6100, from 1 on",
    "--threads, 0, HB6100, from 1 on",
    "--block-layers, 0, HB6100, from 1 on",
    "--blocks, random, HB6100, entropy",
    "--name, a-b, HB6100, no name",
    "--method, best, HB6100, ZD",
    "--budget-bytes, 100, HB6100, there are 2 budgets",
    "--widths, 9, HB6362, from 1 to 8",
    "--numerics, f32, HB6362, no codes",
    "--numerics, w4a4a, HB3001, w4a8",
  })
  void optionsMustFit(String option, String value, String code, String part) {
    assertRefused(code, part, allocate("--budget-bits", "4", option, value));
  }

  @Test
  void aBudgetMustBeGiven() {
    assertRefused("HB6100", "there are 0 budgets", allocate());
  }
}
