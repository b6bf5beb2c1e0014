package dev.halfbyte.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `eval` on a kernel whose scores are its four inputs, and what it refuses.
class EvalCommandTest {
  private static final int CLASSES = 4;
  private static final int PICTURES = 8;

  @TempDir Path folder;

  private Path kernel = Path.of("");

  @BeforeEach
  void write() throws IOException {
    Path own = Files.createDirectory(folder.resolve("tiny"));
    kernel = own.resolve("tiny.hb");
    Files.writeString(
        kernel,
        """
        kernel tiny(x: f32[4]; w: f32[4, 4]) -> f32[4], f32 {
          y[o] = sum[e](x[e] * w[o, e])
          s = sum[o](y[o])
          return y, s
        }
        """);
    TensorFiles.write(
        own.resolve("weights.safetensors"),
        Map.of("w", Tensor.generateFloats(Shape.of(4, 4), i -> i / 4 == i % 4 ? 1 : 0)));
    TensorFiles.write(own.resolve("calibration.npz"), Map.of("x", pictures(PICTURES)));
    data("data.npz", Map.of("labels", labels(PICTURES, ElemType.U8)));
  }

  /// Picture i is best in class `i % 4`.
  private static Tensor pictures(int count) {
    return Tensor.generateFloats(
        Shape.of(count, CLASSES), i -> i / CLASSES % CLASSES == i % CLASSES ? 1 : .25);
  }

  private static Tensor labels(int count, IntType type) {
    return Tensor.generateInts(new TensorType(type, Shape.of(count)), i -> i % CLASSES);
  }

  private Path data(String name, Map<String, Tensor> labels) throws IOException {
    Map<String, Tensor> all = new LinkedHashMap<>(labels);
    all.putIfAbsent("x", pictures(PICTURES));
    Path file = folder.resolve("tiny").resolve(name);
    TensorFiles.write(file, all);
    return file;
  }

  private Session eval(String... more) {
    List<String> arguments = new ArrayList<>(List.of("eval", kernel.toString()));
    arguments.addAll(List.of("--folder", folder.resolve("tiny").toString()));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--target")) {
      arguments.addAll(List.of("--target", "interp"));
    }
    return Session.of(arguments);
  }

  private static JsonObject json(Session session) {
    assertEquals(0, session.status(), session.err());
    return JsonParser.parseString(session.out()).getAsJsonObject();
  }

  private static void assertRefused(String code, String part, Session session) {
    assertEquals(2, session.status(), session.err());
    assertTrue(session.err().contains(code), session.err());
    assertTrue(session.err().contains(part), session.err());
    assertTrue(session.err().contains("help:"), session.err());
  }

  @Test
  void sharesCountPictures() throws IOException {
    JsonObject right = json(eval("--numerics", "w8a8", "--json"));
    assertEquals(100.0, right.get("top1_percent").getAsDouble());
    assertEquals(100.0, right.get("agreement_percent").getAsDouble());
    assertEquals(PICTURES, right.get("pictures").getAsInt());
    assertEquals(4, right.get("layer_pictures").getAsInt());
    assertTrue(right.get("weight_bytes").getAsLong() >= 16, right.toString());
    assertEquals(64, right.get("float_weight_bytes").getAsLong());
    Tensor wrong =
        Tensor.generateInts(
            new TensorType(ElemType.S32, Shape.of(PICTURES)), i -> i == 5 ? 0 : i % CLASSES);
    Path other = data("other.npz", Map.of("truth", wrong));
    JsonObject report =
        json(eval("--numerics", "w8a8", "--json", "--data", other.toString(), "--labels", "truth"));
    assertEquals(87.5, report.get("top1_percent").getAsDouble());
    assertEquals(87.5, report.get("float_top1_percent").getAsDouble());
    JsonObject few =
        json(
            eval(
                "--json",
                "--data",
                other.toString(),
                "--labels",
                "truth",
                "--limit",
                "6",
                "--layers",
                "0"));
    assertEquals(6, few.get("pictures").getAsInt());
    assertEquals(83.333, few.get("top1_percent").getAsDouble());
    assertEquals(0, few.get("layer_pictures").getAsInt());
  }

  @Test
  void theFolderStandsForTheKernel() {
    Session session =
        Session.of(
            "eval", folder.resolve("tiny").toString(), "--target", "jvm", "--numerics", "w8a8");
    assertEquals(0, session.status(), session.err());
    assertTrue(session.out().contains("top-1 100.00 %"), session.out());
    assertRefused("HB6101", "there is no", Session.of("eval", folder.toString()));
  }

  @Test
  void manyPicturesMayBeOneCall() {
    Path digits = Path.of(System.getProperty("halfbyte.root"), "dsl", "examples", "digits");
    Session session =
        Session.of("eval", digits.toString(), "--numerics", "w4a8", "--limit", "200", "--json");
    JsonObject report = json(session);
    assertEquals(200, report.get("pictures").getAsInt());
    assertEquals(200, report.get("layer_pictures").getAsInt());
    assertTrue(report.get("top1_percent").getAsDouble() > 90, session.out());
    double scores = report.get("sqnr_db").getAsDouble();
    double last =
        report.getAsJsonArray("layers").asList().stream()
            .map(layer -> layer.getAsJsonObject())
            .filter(layer -> layer.get("path").getAsString().equals("logits"))
            .findFirst()
            .orElseThrow()
            .get("sqnr_db")
            .getAsDouble();
    assertEquals(scores, last, 1e-3);
  }

  @Test
  void labelsMustFit() throws IOException {
    assertRefused("HB6341", "`truth`", eval("--labels", "truth"));
    Path none = folder.resolve("tiny").resolve("none.npz");
    TensorFiles.write(none, Map.of("x", pictures(PICTURES)));
    assertRefused("HB6341", "--labels", eval("--data", none.toString()));
    Path fewer = data("fewer.npz", Map.of("labels", labels(PICTURES - 1, ElemType.U8)));
    assertRefused("HB6342", "8 pictures and 7 labels", eval("--data", fewer.toString()));
    Path floats = data("floats.npz", Map.of("labels", pictures(PICTURES)));
    assertRefused("HB6342", "f32", eval("--data", floats.toString()));
    Path empty = data("empty.npz", Map.of("x", pictures(0), "labels", labels(0, ElemType.U8)));
    assertRefused("HB6342", "no pictures", eval("--data", empty.toString()));
    for (long wrong : new long[] {-1, CLASSES}) {
      Tensor labels =
          Tensor.generateInts(
              new TensorType(ElemType.S8, Shape.of(PICTURES)), i -> i == 3 ? wrong : 0);
      Path file = data("wrong.npz", Map.of("labels", labels));
      assertRefused("HB6343", "`labels[3]` is " + wrong, eval("--data", file.toString()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--result, z, HB6344, no result `z`",
    "--result, s, HB6344, `s` is f32",
    "--target, verilog, HB6346, jvm",
    "--target, riscv, HB6308, x86_64",
    "--limit, 0, HB6100, from 1 on",
    "--threads, 0, HB6100, from 1 on",
    "--layers, -1, HB6100, from 0 on",
  })
  void optionsMustFit(String option, String value, String code, String part) {
    assertRefused(code, part, eval(option, value));
  }

  @Test
  void scoresMustBeNumbers() throws IOException {
    Files.writeString(
        kernel, "kernel tiny(x: f32[4]; w: f32[4, 4]) -> f32[4] { return sqrt(x - w[0]) }\n");
    assertRefused("HB6345", "the kernel in floats scores class 0 of picture 1", eval());
    float[] broken = pictures(PICTURES).floats();
    broken[9] = Float.NaN;
    Path file =
        data(
            "broken.npz",
            Map.of(
                "labels",
                labels(PICTURES, ElemType.U8),
                "x",
                Tensor.ofFloats(Shape.of(PICTURES, CLASSES), broken)));
    assertRefused("HB6208", "x", eval("--data", file.toString()));
  }

  /// What `calibrate` wrote stands for the kernel, its numerics and its data.
  @Test
  void aCalibratedFolderIsEvaluated() {
    String out = folder.resolve("calibrated").toString();
    String own = folder.resolve("tiny").toString();
    Session calibrate =
        Session.of(
            "calibrate",
            own,
            "--numerics",
            "w4a8",
            "--samples",
            folder.resolve("tiny").resolve("calibration.npz").toString(),
            "-o",
            out);
    assertEquals(0, calibrate.status(), calibrate.err());
    JsonObject known =
        JsonParser.parseString(eval("--numerics", "w4a8", "--json").out()).getAsJsonObject();
    Session session = Session.of("eval", out, "--target", "interp", "--json");
    assertEquals(0, session.status(), session.err());
    JsonObject found = JsonParser.parseString(session.out()).getAsJsonObject();
    for (String figure : List.of("sealed", "numerics", "pictures", "sqnr_db", "layers")) {
      assertEquals(known.get(figure), found.get(figure), figure);
    }
    Session other = Session.of("eval", out, "--numerics", "w8a8", "--target", "interp");
    assertTrue(other.err().contains("was calibrated for w4a8, not for w8a8"), other.err());
    Session nothing = Session.of("eval", folder.toString(), "--target", "interp");
    assertTrue(nothing.err().contains("HB6101"), nothing.err());
  }
}
