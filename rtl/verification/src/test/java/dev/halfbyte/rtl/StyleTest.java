package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.sim.verilator.ToolProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// House rules of rtl/src, and acceptance by the three tools that must all take it.
@Execution(ExecutionMode.CONCURRENT)
class StyleTest {
  private static final int LINE_LENGTH = 100;

  /// What one of the three tools rejects, or what the house rules forbid.
  private static final List<Pattern> FORBIDDEN =
      Stream.of(
              "\\binside\\b",
              "\\breturn\\b",
              "\\bbreak\\b",
              "\\binterface\\b",
              "\\bmodport\\b",
              "\\bimport\\b",
              "\\{<<",
              "\\{>>",
              "\\.\\*",
              "\\]\\s*\\[[^\\]]*:[^\\]]*\\]\\s*\\w+\\s*[;,]",
              "(localparam|parameter)\\s+int\\s+unsigned",
              "\\b[a-zA-Z_]\\w*'\\(",
              "'x\\b",
              "#\\d")
          .map(Pattern::compile)
          .toList();

  private static final Pattern MODULE = Pattern.compile("(?m)^(module|package) (\\w+)");
  private static final Pattern PORT = Pattern.compile("(?m)^  (input|output) .*?(\\w+),?$");
  private static final Pattern PARAMETER =
      Pattern.compile("(?:parameter|localparam) [^=]*?(\\w+) +?=");
  private static final Pattern BUS = Pattern.compile("(s_axis|m_axis|s_axil|m_axi)_[a-z]+");

  static Stream<Path> files() {
    return RtlSources.all().stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void oneModuleAFileUnderItsName(Path file) {
    Matcher matcher = MODULE.matcher(RtlSources.text(file));
    List<String> names = new ArrayList<>();
    while (matcher.find()) {
      names.add(matcher.group(2));
    }
    assertEquals(List.of(RtlSources.moduleName(file)), names);
  }

  @ParameterizedTest
  @MethodSource("files")
  void theHeaderPromisesLatencyThroughputHandshakeAndPaths(Path file) {
    ModuleHeader header = ModuleHeader.of(file);
    ModuleHeader.TITLES.forEach(header::section);
  }

  @ParameterizedTest
  @MethodSource("files")
  void linesAreShortPlainAndFreeOfForbiddenConstructs(Path file) {
    List<String> faults = new ArrayList<>();
    List<String> lines = RtlSources.text(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String code = line.replaceFirst("//.*", "");
      if (line.length() > LINE_LENGTH || line.contains("\t") || line.endsWith(" ")) {
        faults.add((i + 1) + ": length, tab or trailing space");
      }
      for (Pattern pattern : FORBIDDEN) {
        if (pattern.matcher(code).find()) {
          faults.add((i + 1) + ": " + pattern + " in " + line);
        }
      }
    }
    assertEquals(List.of(), faults, file.toString());
  }

  @ParameterizedTest
  @MethodSource("files")
  void portsAndParametersAreNamedByTheGuide(Path file) {
    List<String> faults = new ArrayList<>();
    Matcher ports = PORT.matcher(RtlSources.text(file));
    while (ports.find()) {
      String name = ports.group(2);
      String suffix = ports.group(1).equals("input") ? ".*_n?i" : ".*_o";
      if (!name.matches(suffix) && !BUS.matcher(name).matches()) {
        faults.add(ports.group(1) + " " + name);
      }
    }
    Matcher parameters = PARAMETER.matcher(RtlSources.text(file));
    while (parameters.find()) {
      if (!parameters.group(1).matches("[A-Z][A-Z0-9_]*")) {
        faults.add("parameter " + parameters.group(1));
      }
    }
    assertEquals(List.of(), faults, file.toString());
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyWaiverGivesItsReason(Path file) {
    List<String> lines = RtlSources.text(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("lint_off")) {
        assertEquals(true, lines.get(i + 1).strip().startsWith("// Reason: "), lines.get(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edge8x8",
        "row64x4",
        "row16x4",
        "dot4x4x2",
        "code8x8",
        "shift8x8",
        "skip16x4",
        "edge16"
      })
  void verilatorLintIsSilent(String preset) {
    List<String> arguments = new ArrayList<>(List.of("--lint-only", "-Wall"));
    arguments.addAll(List.of("--top-module", "hb_accel"));
    AcceleratorConfig.preset(preset)
        .orElseThrow()
        .parameters()
        .forEach((name, value) -> arguments.add("-G" + name + "=" + value));
    arguments.addAll(RtlTools.arguments(RtlSources.all()));
    assertEquals(new ToolProcess(0, ""), RtlTools.run("verilator", "verilator", arguments));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void verilatorLintIsSilentForSeveralEngines(int engines) {
    List<String> arguments = new ArrayList<>(List.of("--lint-only", "-Wall"));
    arguments.addAll(List.of("--top-module", "hb_accel"));
    small(ArrayKind.ROW, engines)
        .forEach((name, value) -> arguments.add("-G" + name + "=" + value));
    arguments.addAll(RtlTools.arguments(RtlSources.all()));
    assertEquals(new ToolProcess(0, ""), RtlTools.run("verilator", "verilator", arguments));
  }

  @ParameterizedTest
  @CsvSource({"MULTIPLY, 1", "DECODE, 1", "SHIFT, 1", "ROW, 2"})
  void icarusAcceptsTheSources(ArrayKind kind, int engines) {
    List<String> arguments = new ArrayList<>(List.of("-g2012", "-Wall", "-Wno-timescale"));
    arguments.addAll(List.of("-t", "null", "-s", "hb_accel"));
    small(kind, engines)
        .forEach((name, value) -> arguments.add("-Phb_accel." + name + "=" + value));
    arguments.addAll(RtlTools.arguments(RtlSources.all()));
    ToolProcess result = RtlTools.run("iverilog", "iverilog", arguments);
    // Icarus makes such processes sensitive to the whole vector, which simulates the same.
    List<String> messages =
        result.output().lines().filter(line -> !line.contains("sorry: constant selects")).toList();
    assertEquals(List.of(), messages);
    assertEquals(0, result.exitCode());
  }

  @ParameterizedTest
  @CsvSource({"MULTIPLY, 1", "DECODE, 1", "SHIFT, 1", "ROW, 2"})
  void yosysSynthesisesASmallConfiguration(ArrayKind kind, int engines) {
    String files = String.join(" ", RtlTools.arguments(RtlSources.all()));
    StringBuilder parameters = new StringBuilder();
    small(kind, engines).forEach((name, value) -> parameters.append(" -set " + name + " " + value));
    // Without the mapping to gates, which accepts whatever comes so far and takes minutes.
    String script =
        "read_verilog -sv "
            + files
            + "; chparam"
            + parameters
            + " hb_accel; synth -run begin:fine -top hb_accel; check -assert";
    ToolProcess result = RtlTools.run("yosys", "yosys", List.of("-q", "-p", script));
    assertEquals(0, result.exitCode(), result.output());
  }

  /// A small configuration of each kind; the row array comes with every unit there is, several
  /// engines also with folded products and packed weights.
  private static Map<String, Integer> small(ArrayKind kind, int engines) {
    AcceleratorConfig config =
        switch (kind) {
          case MULTIPLY, DECODE, SHIFT ->
              AcceleratorConfig.plain(2, 4, 1, 8, 4, 24, kind.code(), 4, 4, 4, 2, 1, 2);
          case ROW ->
              new AcceleratorConfig(
                  1,
                  engines == 1 ? 4 : 16,
                  4,
                  4,
                  4,
                  24,
                  kind.code(),
                  engines,
                  16,
                  4,
                  4,
                  2,
                  1,
                  2,
                  16,
                  2,
                  4,
                  8,
                  8,
                  4,
                  2,
                  1,
                  engines == 1 ? 0 : 1,
                  26);
        };
    assertEquals(List.of(), config.problems());
    return config.parameters();
  }

  static Stream<String> blocks() {
    return RtlLibrary.blocks().stream().map(file -> file.replace(".sv", ""));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void blocksBesideTheAcceleratorPleaseTheThreeTools(String block) {
    List<String> files = RtlTools.arguments(RtlSources.of(block));
    List<String> lint = new ArrayList<>(List.of("--lint-only", "-Wall", "--top-module", block));
    lint.addAll(files);
    assertEquals(new ToolProcess(0, ""), RtlTools.run("verilator", "verilator", lint));
    List<String> icarus = new ArrayList<>(List.of("-g2012", "-Wall", "-Wno-timescale"));
    icarus.addAll(List.of("-t", "null", "-s", block));
    icarus.addAll(files);
    assertEquals(new ToolProcess(0, ""), RtlTools.run("iverilog", "iverilog", icarus));
    ToolProcess result =
        RtlTools.run("yosys", "yosys", List.of("-q", "-p", synthesis(block, files)));
    // Arrays that a process keeps to itself are meant to become registers.
    List<String> messages =
        result.output().lines().filter(line -> !line.contains("with list of registers")).toList();
    assertEquals(List.of(), messages);
    assertEquals(0, result.exitCode());
  }

  /// Memories stay black boxes: `hb_accel` has them synthesised, and small.
  private static String synthesis(String block, List<String> files) {
    StringBuilder script = new StringBuilder();
    for (String file : files) {
      String box = file.endsWith("/hb_mem.sv") ? "-lib " : "";
      script.append("read_verilog -sv ").append(box).append(file).append("; ");
    }
    return script + "synth -noabc -top " + block + "; check -assert";
  }
}
