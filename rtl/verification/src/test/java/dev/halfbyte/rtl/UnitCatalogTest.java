package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The catalogue says of every module what the sources say.
class UnitCatalogTest {
  private static final UnitCatalog CATALOG = UnitCatalog.load();

  @TempDir Path folder;

  static Stream<String> modules() {
    return CATALOG.modules().stream().map(RtlModule::name);
  }

  @Test
  void everyModuleIsListedOnce() {
    List<String> sources = new ArrayList<>();
    RtlSources.all().forEach(file -> sources.add(RtlSources.moduleName(file)));
    sources.remove("hb_pkg");
    assertEquals(sources, modules().sorted().toList());
    TreeSet<String> files = new TreeSet<>(RtlLibrary.files());
    files.addAll(RtlLibrary.blocks());
    assertEquals(files.size(), CATALOG.modules().size() + 1);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void parametersAndPortsAreThoseOfTheElaboratedModule(String name) throws Exception {
    RtlModule module = CATALOG.module(name).orElseThrow();
    ModuleInterface standard = ModuleInterface.of(name, Map.of(), folder);
    assertEquals(
        List.copyOf(module.parameters().entrySet()), List.copyOf(standard.parameters().entrySet()));
    assertEquals(ports(module, module.parameters()), entries(standard.ports()));

    Map<String, Integer> other = new LinkedHashMap<>(module.parameters());
    other.replaceAll((parameter, value) -> parameter.equals("ACC_BITS") ? 31 : 2 * value);
    ModuleInterface changed = ModuleInterface.of(name, other, folder);
    assertEquals(ports(module, other), entries(changed.ports()));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void promisesAreThoseOfTheHeader(String name) {
    RtlModule module = CATALOG.module(name).orElseThrow();
    ModuleHeader header = ModuleHeader.of(RtlSources.root().resolve("src/" + module.file()));
    assertEquals(header.sentence(), module.sentence());
    assertEquals(header.section("Latency"), module.latency());
    assertEquals(header.section("Throughput"), module.throughput());
    assertEquals(header.section("Handshake"), module.handshake());
    assertEquals(header.section("Combinational paths"), module.paths());
  }

  @Test
  void theStatusPageHasARowForEveryModuleWithItsTests() {
    String status = RtlSources.text(RtlSources.root().resolve("STATUS.md"));
    for (RtlModule module : CATALOG.modules()) {
      String row =
          status
              .lines()
              .filter(line -> line.startsWith("| `" + module.name() + "` |"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no row for " + module.name()));
      assertTrue(row.contains(module.sentence()), row);
      List<String> tests = List.of(row.split("\\|")[4].strip().split(", "));
      for (String test : tests) {
        Path source =
            RtlSources.root()
                .resolve("verification/src/test/java/dev/halfbyte/rtl/" + test + ".java");
        String text = RtlSources.text(source);
        String bench = module.name().replaceFirst("^hb", "tb");
        assertTrue(
            text.contains('"' + module.name() + '"') || text.contains('"' + bench + '"'), test);
      }
    }
  }

  @Test
  void theTopHasTheParametersOfAConfiguration() {
    AcceleratorConfig standard = AcceleratorConfig.edge8x8();
    assertEquals(
        List.copyOf(standard.parameters().entrySet()),
        List.copyOf(CATALOG.module("hb_accel").orElseThrow().parameters().entrySet()));
  }

  @Test
  void malformedLinesAreNamed() {
    for (String text : List.of("unit", "unit a\n  colour red", "unit a\n  input b", "unit a")) {
      assertThrows(IllegalArgumentException.class, () -> UnitCatalogReader.read(text), text);
    }
  }

  private static List<Map.Entry<String, Integer>> ports(
      RtlModule module, Map<String, Integer> parameters) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    for (RtlPort port : module.ports()) {
      ports.put((port.output() ? "output " : "input ") + port.name(), port.width(parameters));
    }
    return entries(ports);
  }

  private static List<Map.Entry<String, Integer>> entries(Map<String, Integer> map) {
    return List.copyOf(map.entrySet());
  }
}
