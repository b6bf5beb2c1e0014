package dev.halfbyte.sim.harness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.sim.verilator.ToolProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimMainTest {
  @TempDir Path folder;
  private Path manifest;
  private Path inputs;
  private Path outputs;
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @BeforeEach
  void makeFiles() throws IOException {
    manifest = ToyBuild.in(folder.resolve("build")).write();
    inputs = Files.createDirectory(folder.resolve("in"));
    outputs = folder.resolve("out");
    TensorFiles.write(inputs, "inputs.json", List.of(AcceleratorRunTest.input()));
  }

  @Test
  void aProcessWithoutAnyCompilerClassRunsAProgram() throws IOException {
    String classPath = System.getProperty("java.class.path");
    assertFalse(classPath.contains("/compiler/"), classPath);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ToolProcess result =
        ToolProcess.run(
            folder,
            List.of(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                SimMain.class.getName(),
                manifest.toString(),
                inputs.toString(),
                outputs.toString(),
                "--cache",
                ToyBuild.CACHE.toString()));
    assertEquals(new ToolProcess(0, ""), result);
    Tensor output = TensorFiles.read(outputs, "outputs.json").getFirst();
    assertArrayEquals(AcceleratorRunTest.expected(), output.values());
    JsonObject report =
        JsonParser.parseString(Files.readString(outputs.resolve("result.json"))).getAsJsonObject();
    assertEquals(12, report.get("cycles").getAsInt());
    assertEquals(0, report.getAsJsonObject("counters").get("in_starved").getAsInt());
  }

  @Test
  void aFailureIsOneCodedErrorAndLeavesNoResult() throws IOException {
    assertEquals(0, run(), errors.toString(StandardCharsets.UTF_8));
    assertEquals(2, run("--max-cycles", "3"));
    assertTrue(errors.toString(StandardCharsets.UTF_8).startsWith("error[HB5104]: no end"));
    assertFalse(Files.exists(outputs.resolve("result.json")));
    try (Stream<Path> files = Files.list(outputs)) {
      assertTrue(files.noneMatch(file -> file.toString().endsWith(".tmp")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--seed",
        "--stall-probability 2",
        "--seed x",
        "--unknown 1",
        "more",
        "--trace x.txt",
        "--simulator spice"
      })
  void wrongOptionsAreCodedErrors(String options) {
    assertEquals(2, run(options.split(" ")));
    String text = errors.toString(StandardCharsets.UTF_8);
    assertTrue(text.startsWith("error[HB5") && text.contains("help: "), text);
  }

  @Test
  void icarusGivesTheSameFilesAndTakesNoOptionsOfVerilator() throws IOException {
    List<String> plain =
        List.of(
            manifest.toString(), inputs.toString(), outputs.toString(), "--simulator", "icarus");
    PrintStream sink = new PrintStream(errors, true, StandardCharsets.UTF_8);
    assertEquals(0, SimMain.run(plain, sink, sink), errors.toString(StandardCharsets.UTF_8));
    Tensor output = TensorFiles.read(outputs, "outputs.json").getFirst();
    assertArrayEquals(AcceleratorRunTest.expected(), output.values());
    assertTrue(Files.readString(outputs.resolve("result.json")).contains("\"cycles\": 12,"));
    assertEquals(2, run("--simulator", "icarus"));
    assertTrue(errors.toString(StandardCharsets.UTF_8).startsWith("error[HB5107]"));
  }

  @Test
  void inputFilesOfTheWrongSizeOrPlaceAreRefused() throws IOException {
    Files.write(inputs.resolve("inputs-0.bin"), new byte[59]);
    assertEquals(2, run());
    assertTrue(errors.toString(StandardCharsets.UTF_8).startsWith("error[HB5103]"));
    errors.reset();
    Path list = inputs.resolve("inputs.json");
    Files.writeString(list, Files.readString(list).replace("inputs-0.bin", "../in/inputs-0.bin2"));
    assertEquals(2, run());
    assertTrue(errors.toString(StandardCharsets.UTF_8).startsWith("error[HB5102]"));
  }

  private int run(String... options) {
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    manifest.toString(),
                    inputs.toString(),
                    outputs.toString(),
                    "--cache",
                    ToyBuild.CACHE.toString()),
                Stream.of(options))
            .toList();
    PrintStream sink = new PrintStream(errors, true, StandardCharsets.UTF_8);
    return SimMain.run(arguments, sink, sink);
  }
}
