package dev.halfbyte.backend.verilog.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.backend.verilog.Builds;
import dev.halfbyte.backend.verilog.SampleNetwork;
import dev.halfbyte.backend.verilog.VerilogBackend;
import dev.halfbyte.backend.verilog.bind.ProductWeights;
import dev.halfbyte.backend.verilog.cmd.CommandParser;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.Backend;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.BuildResult;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.rtl.CommandWord;
import dev.halfbyte.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HardwareFilesTest {
  private static final SealedProgram BLOCK =
      SampleNetwork.feedForward(1, 24, 40, ElemType.U8, ElemType.S4);
  private static final String HARDWARE = "edge8x8,act_depth=200";
  private static final Schedule SCHEDULE = Builds.schedule(BLOCK, HARDWARE, 37);

  private static BuildResult build() {
    Backend backend =
        ServiceLoader.load(Backend.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(b -> b.targets().contains("verilog"))
            .findFirst()
            .orElseThrow();
    TreeMap<String, String> options = new TreeMap<>(Map.of("hardware", HARDWARE, "dims", "n=37"));
    return backend.build(BLOCK, new BuildRequest(VerilogBackend.TARGET, options));
  }

  private static String text(String path) {
    return HardwareFiles.of(SCHEDULE).stream()
        .filter(file -> file.path().equals(path))
        .map(file -> new String(file.content(), StandardCharsets.UTF_8))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no file " + path));
  }

  private static JsonObject manifest() {
    return JsonParser.parseString(text("manifest.json")).getAsJsonObject();
  }

  @Test
  void theBackendIsFoundAndItsBytesAreReproducible() {
    List<GeneratedFile> first = build().files();
    List<GeneratedFile> second = build().files();
    assertEquals(
        first.stream().map(GeneratedFile::path).toList(),
        second.stream().map(GeneratedFile::path).toList());
    for (int i = 0; i < first.size(); i++) {
      assertArrayEquals(first.get(i).content(), second.get(i).content(), first.get(i).path());
    }
    assertTrue(build().notes().stream().anyMatch(n -> n.text().contains("cycles predicted")));
  }

  @Test
  void theFileListNamesFilesOfTheBuildInCompileOrder() {
    List<String> lines = text("mlp.f").lines().toList();
    assertEquals("rtl/hb_pkg.sv", lines.getFirst());
    assertEquals("mlp_accel.sv", lines.getLast());
    List<String> paths = HardwareFiles.of(SCHEDULE).stream().map(GeneratedFile::path).toList();
    assertTrue(paths.containsAll(lines), lines.toString());
    for (String line : lines) {
      assertTrue(text("mlp.core").contains("- " + line + "\n"), line);
    }
  }

  @Test
  void theCommandTextIsTheProgram() {
    assertEquals(
        SCHEDULE.kernel().program(),
        CommandParser.parse(SourceFile.of("mlp.cmd", text("mlp.cmd"))));
    assertEquals(
        CommandWord.SLOT_WORDS * SCHEDULE.kernel().program().commands().size(),
        text("program.hex").lines().filter(l -> l.matches("[0-9a-f]{8}")).count());
  }

  @Test
  void theFilesTellOfTheProducts() {
    BuiltKernel built = BuiltKernel.of(HardwareFiles.of(SCHEDULE));
    assertEquals(SCHEDULE.products(), built.products());
    assertEquals(SCHEDULE.kernel().program(), built.kernel().program());
    assertEquals(SCHEDULE.macs(), built.products().stream().mapToLong(ProductWeights::macs).sum());
  }

  @Test
  void theManifestStatesConfigurationAndPrediction() {
    JsonObject json = manifest();
    assertEquals("hb_accel", json.get("top").getAsString());
    assertEquals(200, json.getAsJsonObject("parameters").get("ACT_DEPTH").getAsInt());
    assertEquals(SCHEDULE.prediction().totalCycles(), json.get("predicted_cycles").getAsLong());
    assertEquals(2L * 37 * 24 * 40, json.get("macs").getAsLong());
    assertEquals(
        16, json.getAsJsonObject("registers").getAsJsonObject("cycles").get("address").getAsInt());
  }

  @Test
  void theManifestNamesTheTestbenchAndItsWrapper() {
    JsonObject testbench = manifest().getAsJsonObject("testbench");
    String top = testbench.get("top").getAsString();
    assertTrue(text(testbench.get("source").getAsString()).contains("\nmodule " + top + ";\n"));
    assertTrue(text(testbench.get("wrapper").getAsString()).contains("module mlp_accel"));
  }

  /// Constants are whole stretches of the file, rows of the input ascend without a gap.
  @Test
  void theManifestStatesTheInStreamInParts() {
    int nextRow = 0;
    int parts = 0;
    JsonArray segments = manifest().getAsJsonArray("stream_in");
    for (JsonElement element : segments) {
      JsonObject segment = element.getAsJsonObject();
      if (segment.get("kind").getAsString().equals("input")) {
        assertEquals(nextRow, segment.get("first_row").getAsInt());
        nextRow += segment.get("row_count").getAsInt();
        assertEquals(37, segment.getAsJsonObject("layout").get("m").getAsInt());
        assertEquals(16, segment.getAsJsonObject("layout").get("element_bits").getAsInt());
        parts++;
      } else {
        int end = segment.get("offset").getAsInt() + segment.get("bytes").getAsInt();
        assertTrue(end <= SCHEDULE.kernel().constants().length);
      }
    }
    assertEquals(37, nextRow);
    assertTrue(parts > 1, "the sample is cut");
    assertTrue(segments.size() < SCHEDULE.kernel().program().streamIn().size(), "parts are joined");
  }

  @Test
  void templatesAreFilledCompletely() {
    for (String path : List.of("tb_mlp.sv", "mlp_accel.sv", "mlp.core")) {
      assertTrue(!text(path).contains("${"), path);
      assertTrue(text(path).contains("mlp_accel"), path);
    }
    assertTrue(text("mlp_accel.sv").matches("(?s).*\\.ACT_DEPTH +\\(200\\).*"));
  }
}
