package dev.halfbyte.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.driver.tensor.TensorLimits;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `glyphs.hb` computes what it is to compute, with weights of a small size and with its own; its
/// form `spread` is the same function; what is committed is what was frozen.
class GlyphsExampleTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("halfbyte.root"), "dsl", "examples");
  private static final String KERNEL = EXAMPLES.resolve("glyphs.hb").toString();
  private static final Path FOLDER = EXAMPLES.resolve("glyphs");
  private static final int PIXELS = 32 * 32;
  private static final int PICTURES = 6;

  @TempDir Path folder;

  /// Weights, samples and labelled pictures of a small size.
  private List<String> small() throws IOException {
    Path weights = folder.resolve("weights.safetensors");
    Path samples = folder.resolve("calibration.npz");
    Path data = folder.resolve("data.npz");
    TensorFiles.write(weights, GlyphWeights.tensors());
    TensorFiles.write(samples, Map.of("x", GlyphWeights.pictures(3, 2)));
    Map<String, Tensor> labelled = new LinkedHashMap<>();
    labelled.put("x", GlyphWeights.pictures(PICTURES, 3));
    labelled.put(
        "labels",
        Tensor.generateInts(
            new TensorType(ElemType.U8, Shape.of(PICTURES)), i -> i % GlyphWeights.CLASSES));
    TensorFiles.write(data, labelled);
    return List.of(
        "--weights",
        weights.toString(),
        "--calibration",
        samples.toString(),
        "--data",
        data.toString());
  }

  private static JsonObject eval(List<String> files, String... more) {
    List<String> arguments = new ArrayList<>(List.of("eval", KERNEL, "--json"));
    arguments.addAll(files);
    arguments.addAll(List.of(more));
    Session session = Session.of(arguments);
    assertEquals(0, session.status(), session.err());
    return JsonParser.parseString(session.out()).getAsJsonObject();
  }

  /// Scores of the picture by `run`.
  private float[] scores(Tensor picture, Path weights) throws IOException {
    Path data = folder.resolve("one.npz");
    Path out = folder.resolve("scores.npz");
    TensorFiles.write(data, Map.of("x", picture));
    Session session =
        Session.of(
            "run",
            KERNEL,
            "--weights",
            weights.toString(),
            "--data",
            data.toString(),
            "--out",
            out.toString());
    assertEquals(0, session.status(), session.err());
    return TensorFiles.read(out, TensorLimits.DEFAULT).firstEntry().getValue().floats();
  }

  private static Tensor picture(Tensor pictures, int number) {
    return pictures.part(new TensorType(ElemType.F32, Shape.of(32, 32)), number * PIXELS);
  }

  private void assertComputes(Path weights, Tensor pictures, int number) throws IOException {
    Map<String, Tensor> tensors = TensorFiles.read(weights, TensorLimits.DEFAULT);
    double[] wanted = new GlyphReference(tensors).scores(pictures, number * PIXELS);
    float[] found = scores(picture(pictures, number), weights);
    assertEquals(wanted.length, found.length);
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i], found[i], 2e-4, "class " + i);
    }
  }

  @Test
  void theKernelIsSoundAndFormatted() {
    assertEquals(0, Session.of("check", KERNEL).status());
    assertEquals(0, Session.of("fmt", "--check", KERNEL).status());
  }

  @Test
  void smallWeightsGiveWhatPlainLoopsGive() throws IOException {
    small();
    Tensor pictures = GlyphWeights.pictures(PICTURES, 3);
    assertComputes(folder.resolve("weights.safetensors"), pictures, 0);
    assertComputes(folder.resolve("weights.safetensors"), pictures, PICTURES - 1);
  }

  @Test
  void allTargetsEvaluateAlike() throws IOException {
    List<String> files = small();
    JsonObject interpreted =
        eval(files, "--numerics", "w4a8", "--target", "interp", "--layers", "1");
    for (String target : List.of("jvm", "native")) {
      JsonObject other =
          eval(files, "--numerics", "w4a8", "--target", target, "--layers", "1", "--threads", "3");
      for (String figure :
          List.of(
              "sealed",
              "pictures",
              "top1_percent",
              "float_top1_percent",
              "agreement_percent",
              "sqnr_db",
              "layers")) {
        assertEquals(interpreted.get(figure), other.get(figure), target + " " + figure);
      }
    }
  }

  /// The last value inside is the result, so that both ways to its error must agree.
  @Test
  void valuesInsideAreComparedWithFloats() throws IOException {
    JsonObject report =
        eval(small(), "--numerics", "w4a8", "--fake", "--layers", Integer.toString(PICTURES));
    assertEquals(PICTURES, report.get("layer_pictures").getAsInt());
    Map<String, JsonObject> layers = new LinkedHashMap<>();
    for (JsonElement layer : report.getAsJsonArray("layers")) {
      layers.put(layer.getAsJsonObject().get("path").getAsString(), layer.getAsJsonObject());
    }
    assertTrue(
        layers
            .keySet()
            .containsAll(List.of("x", "patch", "y.ln1", "y.attn.q", "y.hidden", "y.y", "pooled")),
        layers.keySet().toString());
    assertEquals(
        report.get("sqnr_db").getAsDouble(),
        Objects.requireNonNull(layers.get("scores")).get("sqnr_db").getAsDouble(),
        1e-3);
    JsonObject fake = report.getAsJsonObject("fake");
    assertEquals(report.get("sqnr_db").getAsDouble(), fake.get("sqnr_db").getAsDouble(), 1.5);
    JsonObject query = Objects.requireNonNull(layers.get("y.attn.q"));
    assertEquals(GlyphWeights.BLOCKS, query.getAsJsonArray("iterations").size());
    assertTrue(query.get("sqnr_db").getAsDouble() > 15, query.toString());
  }

  @Test
  void theSpreadFormIsTheSameFunction() throws Exception {
    small();
    Path plain = folder.resolve("weights.safetensors");
    Path spread = spread(plain);
    Tensor picture = picture(GlyphWeights.pictures(1, 4), 0);
    assertArrayEquals(scores(picture, plain), scores(picture, spread), 1e-5f);
    float[] before = scales(plain);
    float[] behind = scales(spread);
    assertFalse(java.util.Arrays.equals(before, behind));
    double[] logs = new double[before.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log(behind[i] / before[i]);
    }
    double deviation = Math.sqrt(java.util.Arrays.stream(logs).map(x -> x * x).average().orElse(0));
    assertEquals(0.6, deviation, 0.2);
  }

  private static float[] scales(Path weights) {
    return Objects.requireNonNull(TensorFiles.read(weights, TensorLimits.DEFAULT).get("g1"))
        .floats();
  }

  /// What `Spread.java` makes of the weights.
  private Path spread(Path weights) throws IOException, InterruptedException {
    Path spread = folder.resolve("weights-spread.safetensors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                FOLDER.resolve("Spread.java").toString(),
                weights.toString(),
                spread.toString())
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor());
    return spread;
  }

  /// Lines of `digests.txt`.
  private static Map<String, String> frozen() throws IOException {
    Path digests = FOLDER.resolve("digests.txt");
    Map<String, String> frozen = new LinkedHashMap<>();
    for (String line : Files.readAllLines(digests)) {
      String[] words = line.split("  ");
      frozen.put(words[1], words[0]);
    }
    return frozen;
  }

  @Test
  void whatIsCommittedIsWhatWasFrozen() throws Exception {
    Map<String, String> frozen = frozen();
    for (String name : List.of("weights.safetensors", "calibration.npz", "test.npz", "data.npz")) {
      assertEquals(frozen.get(name), digest(FOLDER.resolve(name)), name);
    }
    Path spread = spread(FOLDER.resolve("weights.safetensors"));
    assertEquals(frozen.get("weights-spread.safetensors"), digest(spread));
  }

  private static String digest(Path file) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(hash);
  }

  /// Trained weights, plain and spread, on a picture of the test set.
  @Test
  void trainedWeightsGiveWhatPlainLoopsGive() throws Exception {
    Path weights = FOLDER.resolve("weights.safetensors");
    Map<String, Tensor> test = TensorFiles.read(FOLDER.resolve("test.npz"), TensorLimits.DEFAULT);
    Tensor pictures = Objects.requireNonNull(test.get("x"));
    assertComputes(weights, pictures, 1);
    Tensor picture = picture(pictures, 1);
    assertArrayEquals(scores(picture, weights), scores(picture, spread(weights)), 1e-3f);
  }
}
