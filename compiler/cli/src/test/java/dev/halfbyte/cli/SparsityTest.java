package dev.halfbyte.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
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
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What zeros spare the array, told of a kernel with zeros of every kind: codes, pruned channels,
/// two of four weights, and weights whose zeros help nothing.
class SparsityTest {
  private static final String KERNEL =
      """
      kernel sparse[n: 1..64](
          x: f32[n, 32]; w1: f32[48, 32], w2: f32[32, 48], w3: f32[24, 32], w4: f32[10, 24]) -> f32[n, 10] {
        up[i, o] = sum[e](x[i, e] * w1[o, e])
        hidden = relu(up)
        mid[i, o] = sum[e](hidden[i, e] * w2[o, e])
        half[i, o] = sum[e](mid[i, e] * w3[o, e])
        out[i, o] = sum[e](half[i, e] * w4[o, e])
        return out
      }
      """;

  private static final int ROWS = 20;

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("sparse.hb");
    Files.writeString(file, KERNEL);
    Path data = Files.createDirectories(folder.resolve("sparse"));
    TreeMap<String, Tensor> weights = new TreeMap<>();
    weights.put("w1", weights(48, 32, (_, _) -> true));
    weights.put("w2", weights(32, 48, (_, in) -> in % 4 != 3));
    weights.put("w3", weights(24, 32, (out, in) -> (in + out) % 4 < 2));
    weights.put("w4", weights(10, 24, (out, in) -> (in + out) % 8 != 5));
    TensorFiles.write(data.resolve("weights.safetensors"), weights);
    // Half of the channels are zero.
    SplittableRandom random = new SplittableRandom(4);
    Tensor x =
        Tensor.generateFloats(Shape.of(ROWS, 32), i -> i % 2 == 0 ? 0 : 1 + random.nextInt(15));
    TensorFiles.write(data.resolve("data.npz"), Map.of("x", x));
    TensorFiles.write(data.resolve("calibration.npz"), Map.of("x", x));
  }

  /// Weights whose codes are known: whole numbers, and in each row of the largest magnitude.
  private static Tensor weights(int out, int in, BiPredicate<Integer, Integer> present) {
    SplittableRandom random = new SplittableRandom(out);
    return Tensor.generateFloats(
        Shape.of(out, in),
        i -> {
          int row = i / in;
          int column = i % in;
          int size = column < 4 ? 7 : 1 + random.nextInt(7);
          return present.test(row, column) ? (random.nextBoolean() ? size : -size) : 0;
        });
  }

  private JsonObject json(String command, String hardware, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(command, file.toString(), "--numerics", "w4a4", "--json", "--hardware"));
    arguments.add(hardware);
    arguments.addAll(List.of(more));
    Session session = Session.of(arguments);
    assertEquals(0, session.status(), session.err());
    return JsonParser.parseString(session.out()).getAsJsonObject();
  }

  private static JsonObject product(JsonArray gemms, int index) {
    return gemms.get(index).getAsJsonObject();
  }

  private static long figure(JsonObject product, String name) {
    return product.get(name).getAsLong();
  }

  @Test
  void eachKindOfZeroIsCountedOnItsProduct() throws IOException {
    Path page = folder.resolve("run.html");
    JsonObject run = json("sim", "skip16x4,pack=1", "--report", page.toString());
    assertTrue(run.get("equal").getAsBoolean());
    assertEquals(run.get("predicted_cycles"), run.get("cycles"));
    assertTrue(run.getAsJsonObject("products").get("gemms_sum_up").getAsBoolean());
    JsonArray gemms = run.getAsJsonArray("gemms");
    assertEquals(4, gemms.size());
    assertEquals(
        figure(run.getAsJsonObject("products"), "kernel"),
        gemms.asList().stream().mapToLong(g -> figure(g.getAsJsonObject(), "dense")).sum());
    zerosOfCodes(product(gemms, 0));
    rowsOfZeros(product(gemms, 1));
    twoOfFour(product(gemms, 2));
    unused(product(gemms, 3));
    String html = Files.readString(page);
    assertTrue(html.contains("<td>12 of 48</td>"), "columns dropped");
    assertTrue(html.contains("<td>1 of 1</td><td>768</td><td>50.00 %</td><td>100.00 %</td>"));

    JsonObject why = json("why", "skip16x4,pack=1", "--target", "verilog");
    assertEquals(gemms, why.getAsJsonArray("gemms"));
    assertFalse(why.has("gemms_uncounted"));
    assertTrue(why.toString().contains("12 columns dropped"), why.toString());
  }

  /// Every other code is zero, and 12 of 48 columns are multiplied by zero.
  private static void zerosOfCodes(JsonObject up) {
    assertEquals(ROWS * 32 * 48, figure(up, "dense"));
    assertEquals(ROWS * 32 * 12, figure(up, "dropped"));
    assertEquals(48, figure(up, "columns"));
    assertEquals(12, figure(up, "columns_dropped"));
    // 36 columns are three tiles of 16.
    assertEquals(ROWS * 16 * 48, figure(up, "made"));
    assertEquals(ROWS * 16 * 48, figure(up, "skipped"));
    assertEquals(0.5, up.get("zeros_skipped").getAsDouble());
    assertEquals(0, figure(up.getAsJsonObject("weights"), "zero"));
    assertEquals(0, figure(up, "packed"));
  }

  private static void rowsOfZeros(JsonObject mid) {
    assertEquals(ROWS * 48 * 32, figure(mid, "dense"));
    assertEquals(ROWS * 12 * 32, figure(mid, "dropped"));
    assertEquals(0, figure(mid, "columns_dropped"));
    assertEquals(ROWS * 36 * 32, figure(mid, "made") + figure(mid, "skipped"));
    assertTrue(figure(mid, "skipped") > 0, "what the ReLU made zero");
    JsonObject weights = mid.getAsJsonObject("weights");
    assertEquals(12 * 32, figure(weights, "zero"));
    assertEquals(12 * 32, figure(weights, "zero_dropped"));
    assertEquals(1, weights.get("zero_used").getAsDouble());
  }

  private static void twoOfFour(JsonObject half) {
    assertEquals(ROWS * 32 * 24, figure(half, "dense"));
    assertEquals(1, figure(half, "packed"));
    assertEquals(ROWS * 16 * 32, figure(half, "made"));
    assertEquals(0, figure(half, "skipped"));
    JsonObject weights = half.getAsJsonObject("weights");
    assertEquals(0.5, weights.get("zero_share").getAsDouble());
    assertEquals(16 * 24, figure(weights, "zero_packed"));
    assertEquals(1, weights.get("zero_used").getAsDouble());
  }

  private static void unused(JsonObject out) {
    JsonObject weights = out.getAsJsonObject("weights");
    assertEquals(24 * 10, figure(weights, "constant"));
    assertEquals(3 * 10, figure(weights, "zero"));
    assertEquals(0, weights.get("zero_used").getAsDouble());
    assertEquals(0, figure(out, "dropped"));
    assertEquals(0, figure(out, "packed"));
  }

  /// Without packed weights their zeros are of no use, and without data nothing is counted.
  @Test
  void whatIsNotUsedOrNotCountedIsTold() throws IOException {
    Files.delete(folder.resolve("sparse").resolve("data.npz"));
    JsonObject why = json("why", "skip16x4", "--target", "verilog", "--dim", "n=" + ROWS);
    assertTrue(why.get("gemms_uncounted").getAsString().contains("data"), why.toString());
    JsonObject half = product(why.getAsJsonArray("gemms"), 2);
    assertFalse(half.has("made"));
    assertEquals(0, figure(half, "packed"));
    assertEquals(0, half.getAsJsonObject("weights").get("zero_used").getAsDouble());
    // This array skips nothing, so that its products do not depend on data.
    JsonArray block =
        json("why", "dot4x4x2", "--target", "verilog", "--dim", "n=" + ROWS)
            .getAsJsonArray("gemms");
    for (JsonElement product : block) {
      assertEquals(0, figure(product.getAsJsonObject(), "skipped"));
      assertTrue(figure(product.getAsJsonObject(), "made") > 0);
    }
  }

  @Test
  void linesNameTheZeros() {
    Session session =
        Session.of(
            "why",
            file.toString(),
            "--numerics",
            "w4a4",
            "--target",
            "verilog",
            "--hardware",
            "skip16x4,pack=1");
    assertEquals(0, session.status(), session.err());
    String up =
        "products of hidden: 30720 dense, 15360 made, 50.00 % skipped at activations of zero, 12 of 48";
    assertTrue(session.out().contains(up), session.out());
    assertTrue(
        session.out().contains("packed, 50.00 % of 768 weights zero, 100.00 % of these left out"),
        session.out());
  }

  @Test
  void dataAreForHardwareOnly() {
    Session session =
        Session.of(
            "why", file.toString(), "--numerics", "w4a4", "--target", "x86_64", "--data", "y.npz");
    assertEquals(2, session.status());
    assertTrue(session.err().contains("--data is for hardware"), session.err());
  }
}
