package dev.halfbyte.cli.synthesis;

import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.rtl.RtlLibrary;
import dev.halfbyte.sim.verilator.ToolProcess;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The clock of units of a small accelerator of the same kind, each placed and routed by itself.
///
/// @param part the device
/// @param tool name and version of the tool
/// @param config what was placed: the array and the memories are small, since the critical paths do
///   not depend on how many columns or words there are
/// @param megahertz greatest frequency of each unit after routing, from register to register
public record Placement(
    String part, String tool, AcceleratorConfig config, SequencedMap<String, Double> megahertz) {
  public Placement {
    megahertz = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(megahertz));
  }

  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final Pattern CLOCK =
      Pattern.compile("Max frequency for clock +'[^']*': ([0-9.]+) MHz");

  /// Places units of an accelerator with the kind of array of `config`.
  ///
  /// @throws dev.halfbyte.sim.verilator.SimulationFailure TOOL_MISSING without Yosys or nextpnr
  /// @throws DiagnosticException if a tool fails
  public static Placement run(AcceleratorConfig config, Consumer<String> step) throws IOException {
    Tools.require("yosys", "yosys");
    Device device =
        Device.available()
            .orElseThrow(() -> Tools.missing(Device.ICE40.tool(), Device.ICE40.debianPackage()));
    AcceleratorConfig small = small(config);
    SequencedMap<String, Double> clocks = new LinkedHashMap<>();
    for (String unit : List.of(array(config.arrayKind()), "hb_epilogue", "hb_sequencer")) {
      step.accept(device.tool() + " " + unit);
      clocks.put(unit, place(unit, small, device));
    }
    return new Placement(
        device.part(),
        Tools.version(device.tool(), "--version", device.debianPackage()),
        small,
        clocks);
  }

  /// Returns the clock of one unit of an accelerator, in megahertz.
  static double place(String unit, AcceleratorConfig config, Device device) throws IOException {
    Path work = Files.createTempDirectory("halfbyte-place-");
    try {
      Files.writeString(work.resolve("map.ys"), script(work, unit, config, device));
      require("Yosys", ToolProcess.run(work, List.of("yosys", "-q", "map.ys"), PATIENCE));
      List<String> command = new ArrayList<>(List.of(device.tool(), "--json", "placed.json"));
      command.addAll(device.options());
      ToolProcess run = ToolProcess.run(work, command, PATIENCE);
      require(device.tool(), run);
      return clock(run.output());
    } finally {
      AtomicFiles.delete(work);
    }
  }

  private static String array(ArrayKind kind) {
    return switch (kind) {
      case MULTIPLY, DECODE -> "hb_mac_array";
      case SHIFT -> "hb_shift_array";
      case ROW -> "hb_dot_array";
    };
  }

  /// Few columns, lanes and words, no units of rows: it has to fit the smallest device.
  static AcceleratorConfig small(AcceleratorConfig config) {
    boolean row = config.arrayKind() == ArrayKind.ROW;
    return config.with(
        Map.ofEntries(
            Map.entry("ROWS", 1),
            Map.entry("COLS", row ? 4 : 2),
            Map.entry("LANES", 1),
            Map.entry("ENGINES", 1),
            Map.entry("ACT_DEPTH", 256),
            Map.entry("ACT_SIDE_DEPTH", 0),
            Map.entry("RES_DEPTH", 256),
            Map.entry("RES_SIDE_DEPTH", 0),
            Map.entry("WGT_SIDE_DEPTH", 0),
            Map.entry("WGT_DEPTH", 256),
            Map.entry("PAR_DEPTH", 16),
            Map.entry("TABLES", 1),
            Map.entry("CMD_DEPTH", 16),
            Map.entry("SOFTMAX_ROW_MAX", 0),
            Map.entry("NORM_ROW_MAX", 0)));
  }

  /// Elaborates the accelerator, takes one unit out of it, and cuts its ports off the pins: what is
  /// left are the paths from register to register.
  private static String script(Path work, String unit, AcceleratorConfig config, Device device)
      throws IOException {
    StringBuilder script = new StringBuilder("read_verilog -sv -DSYNTHESIS");
    for (String file : RtlLibrary.files()) {
      Files.writeString(work.resolve(file), RtlLibrary.text(file));
      script.append(' ').append(file);
    }
    script.append("\nhierarchy -check -top ").append(RtlLibrary.TOP);
    config
        .parameters()
        .forEach(
            (name, value) -> script.append(" -chparam ").append(name).append(' ').append(value));
    // Names of derived modules have parameters in front or behind.
    script.append("\nsetattr -mod -unset top *").append(RtlLibrary.TOP).append('*');
    script.append("\nsetattr -mod -set top 1 *").append(unit).append("*\n");
    script.append(device.mapping()).append('\n');
    script.append("delete -port x:* i:clk_i %d\n");
    return script.append("write_json placed.json\n").toString();
  }

  private static void require(String tool, ToolProcess run) {
    if (run.exitCode() != 0) {
      throw Synthesis.rejected(tool, run.output());
    }
  }

  /// The frequency that was told last is that after routing.
  static double clock(String output) {
    Matcher matcher = CLOCK.matcher(output);
    double last = 0;
    while (matcher.find()) {
      last = Double.parseDouble(matcher.group(1));
    }
    if (last == 0) {
      throw new DiagnosticException(
          Diagnostic.error(SynthesisCode.NO_CLOCK, "the tool told no frequency of a clock")
              .help("use a nextpnr that prints `Max frequency for clock`"));
    }
    return last;
  }

  /// Returns the result in words.
  public String line() {
    String units =
        megahertz.entrySet().stream()
            .map(unit -> "%s %.2f MHz".formatted(unit.getKey(), unit.getValue()))
            .collect(Collectors.joining(", "));
    return "%s, %s: %s; for %s".formatted(part, tool, units, config.parameters());
  }
}
