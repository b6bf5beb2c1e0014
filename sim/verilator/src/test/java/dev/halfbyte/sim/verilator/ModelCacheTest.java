package dev.halfbyte.sim.verilator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCacheTest {
  @TempDir Path folder;
  private Path root;
  private Path source;

  /// A cache that knows the runtime objects already, as after the first build of a machine.
  @BeforeEach
  void prepareCache() throws IOException {
    Designs.model("stops");
    root = Files.createDirectories(folder.resolve("cache/sim"));
    try (Stream<Path> entries = Files.list(Designs.CACHE.resolve("sim"))) {
      for (Path entry : entries.filter(ModelCacheTest::isShared).toList()) {
        copy(entry, root.resolve(entry.getFileName()));
      }
    }
    source = folder.resolve("stops.sv");
    Files.copy(Designs.source("stops"), source);
  }

  @Test
  void theSecondBuildIsTheFirstOne() {
    Model first = build(BuildOptions.standard());
    Model second = build(BuildOptions.standard());
    assertFalse(first.cached());
    assertTrue(second.cached());
    assertEquals(first.library(), second.library());
    assertEquals(first.ports(), second.ports());
  }

  @Test
  void contentParametersAndOptionsEachMakeAnotherModel() throws IOException {
    Model first = build(BuildOptions.standard());
    assertNotEquals(
        first.library(), build(BuildOptions.standard().withAssertions(false)).library());
    String text = Files.readString(source);
    Files.writeString(source, text.replace("gave up", "went on"));
    Model changed = build(BuildOptions.standard());
    assertFalse(changed.cached());
    Files.writeString(source, text);
    assertEquals(first.library(), build(BuildOptions.standard()).library());
  }

  @Test
  void thePlaceOfASourceDoesNotMatter() throws IOException {
    Model first = build(BuildOptions.standard());
    Path elsewhere = Files.createDirectories(folder.resolve("a folder")).resolve("stops.sv");
    Files.copy(source, elsewhere);
    Model second = cache().build(Design.of("stops", elsewhere), BuildOptions.standard());
    assertTrue(second.cached());
    assertEquals(first.library(), second.library());
  }

  @Test
  void includedFilesAndParametersAreContentToo() throws IOException {
    Path includes = Files.createDirectories(folder.resolve("includes"));
    Path header = Files.writeString(includes.resolve("width.svh"), "`define WIDTH 5\n");
    Path user = folder.resolve("user.sv");
    Files.writeString(
        user,
        """
        `include "width.svh"
        module user #(parameter string NAME = "none", parameter int BIAS = 0) (
          input logic clk_i, output logic [`WIDTH-1:0] out_o
        );
          assign out_o = `WIDTH'(BIAS);
        endmodule
        """);
    Design design = Design.of("user", user).including(includes);
    assertEquals(5, width(design));
    Files.writeString(header, "`define WIDTH 9\n");
    assertEquals(9, width(design));
    Model biased =
        cache().build(design.with("BIAS", 7).with("NAME", "\"x\""), BuildOptions.standard());
    try (Simulation simulation = biased.open()) {
      simulation.step(1);
      assertEquals(7, simulation.signal("out_o").get());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.so", "ports.txt", "SUMS"})
  void aDamagedEntryIsFoundAndBuiltAnew(String file) throws IOException {
    Path library = build(BuildOptions.standard()).library();
    Path damaged = library.resolveSibling(file);
    byte[] content = Files.readAllBytes(damaged);
    content[content.length / 2] ^= 1;
    Files.delete(damaged);
    Files.write(damaged, content);
    Model again = build(BuildOptions.standard());
    assertFalse(again.cached());
    assertEquals(library, again.library());
    again.open().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.so", "SUMS"})
  void anEntryThatLacksAFileIsBuiltAnew(String file) throws IOException {
    Path library = build(BuildOptions.standard()).library();
    Files.delete(library.resolveSibling(file));
    assertFalse(build(BuildOptions.standard()).cached());
    assertTrue(build(BuildOptions.standard()).cached());
  }

  @Test
  void aDamagedRuntimeObjectIsCompiledAnew() throws IOException {
    build(BuildOptions.standard());
    List<Path> objects;
    try (Stream<Path> files = Files.walk(root)) {
      objects = files.filter(file -> file.endsWith("hb_runtime.o")).toList();
    }
    assertFalse(objects.isEmpty());
    for (Path object : objects) {
      Files.write(object, new byte[100]);
    }
    build(BuildOptions.standard().withOptimization(0)).open().close();
  }

  @Test
  void theSecondModelOfAMachineReadsHeadersThatAreCompiled() throws IOException {
    for (Path entry : entries("runtime-", "headers-")) {
      EntryStore.delete(entry);
    }
    Path first = build(BuildOptions.standard()).library();
    assertEquals(List.of(), entries("headers-"), "one model would not save what they take");
    Path anew = Files.copy(first, folder.resolve("first.so"));
    EntryStore.delete(Objects.requireNonNull(first.getParent()));
    Path second = build(BuildOptions.standard()).library();
    assertEquals(1, entries("headers-").size());
    assertEquals(-1, Files.mismatch(anew, second), "the same model comes of them");
  }

  private List<Path> entries(String... kinds) throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(entry -> Stream.of(kinds).anyMatch(entry.getFileName().toString()::startsWith))
          .toList();
    }
  }

  @Test
  void processesThatBuildTheSameAtOnceAllGetTheOneEntry() throws IOException, InterruptedException {
    List<Process> processes = List.of(worker().start(), worker().start());
    List<String> outputs = new ArrayList<>();
    for (Process process : processes) {
      outputs.add(
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
      assertEquals(0, process.waitFor(), outputs.getLast());
    }
    assertEquals(outputs.get(0), outputs.get(1));
    assertTrue(outputs.getFirst().endsWith("model.so ran 6"), outputs.getFirst());
    assertTrue(build(BuildOptions.standard()).cached());
    try (Stream<Path> rest = Files.list(root.resolve("tmp"))) {
      assertEquals(List.of(), rest.toList());
    }
  }

  private ProcessBuilder worker() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder worker =
        new ProcessBuilder(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            CacheWorker.class.getName(),
            "stops",
            source.toString());
    worker.environment().put("HALFBYTE_CACHE", folder.resolve("cache").toString());
    return worker.redirectErrorStream(true);
  }

  @Test
  void workFoldersOfKilledProcessesAreRemovedAfterADay() throws IOException {
    Path old = Files.createDirectories(root.resolve("tmp/build-old"));
    Files.writeString(old.resolve("model.o"), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    Path young = Files.createDirectories(root.resolve("tmp/build-young"));
    build(BuildOptions.standard());
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(young));
  }

  @Test
  void rejectedVerilogIsShownInVerilatorsWordsAndLeavesNothing() throws IOException {
    Files.writeString(
        source, "module stops (input logic clk_i);\n  assign nothing = ;\nendmodule\n");
    SimulationFailure failure =
        assertThrows(SimulationFailure.class, () -> build(BuildOptions.standard()));
    assertEquals(FailureCode.VERILOG_REJECTED, failure.code());
    assertTrue(failure.getMessage().contains("stops.sv:2:20: syntax error"), failure.getMessage());
    try (Stream<Path> entries = Files.list(root)) {
      assertTrue(entries.noneMatch(entry -> entry.getFileName().toString().startsWith("model-")));
    }
  }

  @Test
  void warningsAreKeptWithTheModel() throws IOException {
    Files.writeString(
        source,
        "module stops (input logic clk_i, output logic [3:0] o);\n  assign o = 8'(clk_i);\nendmodule\n");
    assertTrue(build(BuildOptions.standard()).messages().contains("%Warning-WIDTH"));
    assertTrue(build(BuildOptions.standard()).messages().contains("%Warning-WIDTH"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"inout wire p", "input real p", "input logic p [2]"})
  void portsThatCannotBeCarriedAreNamed(String declaration) throws IOException {
    Files.writeString(
        source, "module stops (input logic clk_i, " + declaration + ");\nendmodule\n");
    SimulationFailure failure =
        assertThrows(SimulationFailure.class, () -> build(BuildOptions.standard()));
    assertEquals(FailureCode.PORT_UNSUPPORTED, failure.code());
    assertTrue(failure.getMessage().contains("port p "), failure.getMessage());
  }

  @Test
  void structsEnumsAndUnionsCountTheirBits() throws IOException {
    Files.writeString(
        source,
        """
        package shapes;
          typedef enum logic [2:0] {RED, GREEN} color_t;
          typedef struct packed { logic [3:0] a; logic [1:0][6:0] b; color_t c; } pair_t;
        endpackage
        module stops (input logic clk_i, input shapes::pair_t p, input shapes::color_t c, input int i,
          output shapes::pair_t q);
          assign q = p;
        endmodule
        """);
    Model model = build(BuildOptions.standard());
    assertEquals(
        Map.of("clk_i", 1, "p", 21, "c", 3, "i", 32, "q", 21),
        model.ports().stream().collect(Collectors.toMap(Port::name, Port::width)));
  }

  @Test
  void portsHaveTheNamesOfTheSource() throws IOException {
    Files.writeString(
        source,
        """
        module stops (input logic clk_i, input logic [0:7] a__b, input logic [64:0] \\w+x ,
          output logic a__02F, output logic volatile);
          assign volatile = clk_i;
          assign a__02F = a__b[0];
        endmodule
        """);
    assertEquals(
        Map.of("clk_i", 1, "a__b", 8, "w+x", 65, "a__02F", 1, "volatile", 1),
        build(BuildOptions.standard()).ports().stream()
            .collect(Collectors.toMap(Port::name, Port::width)));
  }

  @Test
  void missingFilesAndToolsAndBadNamesAreCodedErrors() throws IOException {
    assertCode(
        FailureCode.SOURCE_UNREADABLE,
        () -> cache().build(Design.of("a", folder.resolve("none.sv")), BuildOptions.standard()));
    SimulationFailure missing =
        assertCode(FailureCode.TOOL_MISSING, () -> Toolchain.find(folder.toString()));
    assertTrue(missing.help().contains("apt-get install verilator g++"), missing.help());
    assertCode(FailureCode.DESIGN_INVALID, () -> Design.of("a;b", source));
    assertCode(FailureCode.DESIGN_INVALID, () -> Design.of("a", source).with("P", "$(reboot)"));
    assertCode(FailureCode.DESIGN_INVALID, () -> Design.of("a"));
    Path file = Files.writeString(folder.resolve("file"), "");
    assertCode(
        FailureCode.CACHE_UNUSABLE,
        () -> ModelCache.in(file).build(Design.of("stops", source), BuildOptions.standard()));
  }

  private static SimulationFailure assertCode(
      FailureCode code, org.junit.jupiter.api.function.Executable body) {
    SimulationFailure failure = assertThrows(SimulationFailure.class, body);
    assertEquals(code, failure.code(), failure.render());
    return failure;
  }

  private int width(Design design) {
    return cache().build(design, BuildOptions.standard()).port("out_o").orElseThrow().width();
  }

  private Model build(BuildOptions options) {
    return cache().build(Design.of("stops", source), options);
  }

  private ModelCache cache() {
    return ModelCache.in(folder.resolve("cache"));
  }

  private static boolean isShared(Path entry) {
    String name = entry.getFileName().toString();
    return name.startsWith("runtime-") || name.startsWith("headers-") || name.startsWith("tools-");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
