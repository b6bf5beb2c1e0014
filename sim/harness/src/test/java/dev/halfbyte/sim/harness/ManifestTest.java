package dev.halfbyte.sim.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  @TempDir Path folder;
  private ToyBuild build;

  @BeforeEach
  void makeBuild() throws IOException {
    build = ToyBuild.in(folder.resolve("build"));
  }

  @Test
  void aWholeManifestIsReadAsItStands() throws IOException {
    Manifest manifest = Manifest.read(build.write());
    assertEquals("toy_accel", manifest.top());
    assertEquals(
        List.of("ctrl", "status", "cycles", "in_starved"),
        List.copyOf(manifest.registers().keySet()));
    assertEquals(new Manifest.Register(16, 64), manifest.accelerator().register("cycles"));
    assertEquals(2, manifest.streamIn().size());
    assertEquals(4f, manifest.input("x").orElseThrow().quantize().inverse());
    assertEquals("s_axis_", manifest.ports().streamIn());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format",
        "top",
        "sources",
        "parameters",
        "registers",
        "command_window",
        "program",
        "predicted_cycles",
        "macs",
        "stream_in",
        "inputs",
        "outputs"
      })
  void eachMissingFieldIsNamed(String field) {
    build.json().remove(field);
    assertInvalid(FailureCode.MANIFEST_INVALID, field + " is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format",
        "top",
        "sources",
        "parameters",
        "registers",
        "command_window",
        "program",
        "predicted_cycles",
        "macs",
        "stream_in",
        "inputs",
        "outputs"
      })
  void eachFieldOfTheWrongTypeIsNamed(String field) {
    build.json().add(field, new JsonPrimitive(true));
    assertInvalid(FailureCode.MANIFEST_INVALID, field);
  }

  @Test
  void aTestbenchIsOptionalAndReadWithItsFiles() throws IOException {
    assertEquals(
        new Manifest.Testbench(
            "toy_tb",
            build.folder().toRealPath().resolve("toy_tb.sv"),
            build.folder().toRealPath().resolve("toy_wrapper.sv"),
            List.of()),
        Manifest.read(build.write()).testbench().orElseThrow());
    build.json().remove("testbench");
    assertEquals(Optional.empty(), Manifest.read(build.write()).testbench());
  }

  @Test
  void aDramIsOptionalAndHasRoomForItsConstants() throws IOException {
    assertEquals(Optional.empty(), Manifest.read(build.write()).dram());
    Path constants = Files.write(build.folder().resolve("constants.bin"), new byte[16]);
    JsonObject dram = new JsonObject();
    dram.addProperty("port", "m_axi_");
    dram.addProperty("bytes", 16);
    dram.addProperty("constants", "constants.bin");
    dram.addProperty("latency", 7);
    build.json().add("dram", dram);
    assertEquals(
        Optional.of(new Manifest.Dram("m_axi_", 16, constants.toRealPath(), 7)),
        Manifest.read(build.write()).dram());
    dram.addProperty("bytes", 15);
    assertInvalid(FailureCode.MANIFEST_INVALID, "dram.bytes");
    dram.addProperty("bytes", 16);
    dram.addProperty("latency", 0);
    assertInvalid(FailureCode.MANIFEST_INVALID, "dram.latency");
    dram.addProperty("latency", 7);
    dram.addProperty("constants", "../constants.bin");
    assertInvalid(FailureCode.MANIFEST_FILE, "../constants.bin");
  }

  @ParameterizedTest
  @CsvSource({
    "top, -o, MANIFEST_INVALID",
    "top, a b, MANIFEST_INVALID",
    "source, ../tb.sv, MANIFEST_FILE",
    "wrapper, none.sv, MANIFEST_FILE"
  })
  void aTestbenchIsTrustedNoMoreThanTheRest(String field, String value, FailureCode code) {
    build.json().getAsJsonObject("testbench").addProperty(field, value);
    assertInvalid(code, code == FailureCode.MANIFEST_FILE ? value : "testbench.top");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.sv",
        "/etc/hostname",
        "rtl/../../secret.sv",
        "rtl/missing.sv",
        "rtl",
        "",
        "a\u0000b",
        "..\\\\secret.sv"
      })
  void aFileOutsideTheFolderOrMissingIsRefused(String name) throws IOException {
    Files.writeString(folder.resolve("secret.sv"), "module secret; endmodule");
    JsonArray sources = new JsonArray();
    sources.add(name);
    build.json().add("sources", sources);
    assertInvalid(FailureCode.MANIFEST_FILE, "'" + name + "'");
  }

  @Test
  void aLinkOutOfTheFolderIsRefused() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.bin"), "0123456789abcdef01234567");
    Files.delete(build.folder().resolve("weights.bin"));
    Files.createSymbolicLink(build.folder().resolve("weights.bin"), secret);
    assertInvalid(FailureCode.MANIFEST_FILE, "link out of the folder");
  }

  @ParameterizedTest
  @CsvSource({
    "offset, -8",
    "offset, 16",
    "offset, 9223372036854775807",
    "offset, 1e400",
    "bytes, 7",
    "bytes, 1.5",
    "bytes, 4000000000",
    "kind, 3",
    "file, 3"
  })
  void aStretchOfAFileMustExist(String field, String value) {
    build
        .first("stream_in")
        .add(field, new JsonPrimitive(new com.google.gson.internal.LazilyParsedNumber(value)));
    assertInvalid(
        FailureCode.MANIFEST_INVALID, "stream_in[0]." + (value.equals("16") ? "bytes" : field));
  }

  @ParameterizedTest
  @CsvSource({
    "rows, 0",
    "lanes, 5000",
    "element_bits, 5",
    "m, 4",
    "n, -1",
    "m, 99999999",
    "block_words, 2",
    "block_words, 16777217"
  })
  void aLayoutMustFitItsShape(String field, int value) {
    build.first("outputs").getAsJsonObject("layout").addProperty(field, value);
    assertInvalid(FailureCode.MANIFEST_INVALID, "outputs[0].layout.");
  }

  @ParameterizedTest
  @CsvSource({
    "lo, -129",
    "hi, 128",
    "hi, -200",
    "bits, 33",
    "inverse_scale_bits, 2143289344",
    "inverse_scale_bits, 0"
  })
  void aQuantizerMustStayInItsCode(String field, int value) {
    build.first("inputs").getAsJsonObject("quantize").addProperty(field, value);
    assertInvalid(FailureCode.MANIFEST_INVALID, "inputs[0].quantize.");
  }

  @Test
  void aStreamOfUnreasonableLengthIsRefusedBeforeItIsMade() {
    JsonObject part = build.json().getAsJsonArray("stream_in").get(1).getAsJsonObject();
    part.getAsJsonObject("layout").addProperty("block_words", 1 << 24);
    assertInvalid(FailureCode.MANIFEST_INVALID, "stream_in carries more than");
  }

  @Test
  void namesMustBeKnownAndDistinct() {
    JsonObject second = build.json().getAsJsonArray("stream_in").get(1).getAsJsonObject();
    second.addProperty("name", "nobody");
    assertInvalid(FailureCode.MANIFEST_INVALID, "not among the inputs");
    second.addProperty("name", "x");
    build.json().getAsJsonArray("inputs").add(build.first("inputs").deepCopy());
    assertInvalid(FailureCode.MANIFEST_INVALID, "holds a name twice");
  }

  @Test
  void rowsOfATensorMayStreamInParts() throws IOException {
    JsonArray parts = build.json().getAsJsonArray("stream_in");
    JsonObject second = parts.get(1).getAsJsonObject().deepCopy();
    rows(parts.get(1).getAsJsonObject(), 0, 2);
    rows(second, 2, 1);
    parts.add(second);
    build.json().add("stream_out", outParts());
    Manifest manifest = Manifest.read(build.write());
    long[] beats = ProgramImage.read(manifest).stream(List.of(ramp()));
    assertEquals(3 + 6, beats.length);
    List<Tensor> echo =
        ProgramImage.read(manifest).outputs(Arrays.copyOfRange(beats, 3, beats.length));
    assertEquals(List.of(new Tensor("y", List.of(3, 5), ramp().values())), echo);
  }

  @ParameterizedTest
  @CsvSource({"1, 2, first_row", "0, 1, row_count", "0, 4, row_count", "2, 1, leaves out"})
  void partsOfATensorAreWholeRowBlocksInOrder(int first, int count, String words) {
    build.json().add("stream_out", outParts());
    rows(build.first("stream_out"), first, count);
    assertInvalid(FailureCode.MANIFEST_INVALID, words);
  }

  @Test
  void allRowsOfAnOutputAreStreamed() {
    JsonArray parts = outParts();
    parts.remove(1);
    build.json().add("stream_out", parts);
    assertInvalid(FailureCode.MANIFEST_INVALID, "does not give all rows of output y");
  }

  private static Tensor ramp() {
    float[] values = new float[15];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.25f;
    }
    return new Tensor("x", List.of(3, 5), values);
  }

  private static JsonArray outParts() {
    JsonArray parts = new JsonArray();
    for (int first : new int[] {0, 2}) {
      JsonObject part = new JsonObject();
      part.addProperty("name", "y");
      rows(part, first, Math.min(2, 3 - first));
      parts.add(part);
    }
    return parts;
  }

  private static void rows(JsonObject part, int first, int count) {
    part.addProperty("first_row", first);
    part.addProperty("row_count", count);
  }

  @Test
  void integerOutputsAreRefusedInWords() {
    build.first("outputs").addProperty("dtype", "s8");
    assertInvalid(FailureCode.MANIFEST_INVALID, "is not f32");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{", "{} {}", "nul", "{\"format\": NaN}", "\u0000", "{'format': 1}"})
  void whatIsNotOneJsonObjectIsRefused(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.json"), text);
    assertEquals(FailureCode.MANIFEST_INVALID, failure(file).code());
  }

  @Test
  void deepNestingBinaryAndMissingFilesAreRefused() throws IOException {
    Path deep = Files.writeString(folder.resolve("deep.json"), "{\"a\":" + "[".repeat(1_000_000));
    assertEquals(FailureCode.MANIFEST_INVALID, failure(deep).code());
    Path binary =
        Files.write(folder.resolve("binary.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertEquals(FailureCode.MANIFEST_INVALID, failure(binary).code());
    assertEquals(FailureCode.MANIFEST_INVALID, failure(folder.resolve("none.json")).code());
    assertEquals(FailureCode.MANIFEST_INVALID, failure(folder).code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0000000g", "123456789", "00000000\n00000000"})
  void aMalformedProgramIsRefusedBeforeAnythingIsBuilt(String text) throws IOException {
    Path manifest = build.write();
    Files.writeString(build.folder().resolve("program.hex"), text, StandardCharsets.UTF_8);
    Manifest read = Manifest.read(manifest);
    SimulationFailure failure =
        assertThrows(SimulationFailure.class, () -> ProgramImage.read(read));
    assertEquals(FailureCode.MANIFEST_FILE, failure.code());
  }

  @Test
  void aProgramLargerThanTheCommandMemoryIsRefused() throws IOException {
    String end = ToyBuild.command(0, 0, 0);
    Manifest manifest = Manifest.read(build.program(List.of(end, end, end, end, end)).write());
    SimulationFailure failure =
        assertThrows(SimulationFailure.class, () -> ProgramImage.read(manifest));
    assertTrue(failure.getMessage().contains("80 words"), failure.getMessage());
  }

  private void assertInvalid(FailureCode code, String text) {
    SimulationFailure failure =
        assertThrows(SimulationFailure.class, () -> Manifest.read(build.write()));
    assertEquals(code, failure.code());
    assertTrue(failure.getMessage().contains(text), failure.getMessage());
  }

  private static SimulationFailure failure(Path file) {
    return assertThrows(SimulationFailure.class, () -> Manifest.read(file));
  }
}
