package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.FailureCode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// Turns manifest.json into a [Manifest], trusting nothing in it.
final class ManifestReader {
  private static final int FORMAT = 1;
  private static final long MAX_COUNT = 1L << 62;
  private static final long MOST_DRAM_BYTES = 1L << 32;
  private static final int MOST_LATENCY = 1 << 20;
  private static final Pattern MODULE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final List<String> REQUIRED_REGISTERS = List.of("ctrl", "status", "cycles");

  private final ManifestFolder folder;
  private final JsonFields json;

  private ManifestReader(ManifestFolder folder, JsonFields json) {
    this.folder = folder;
    this.json = json;
  }

  static Manifest read(Path file) {
    JsonFields json = JsonFields.read(file, FailureCode.MANIFEST_INVALID);
    return new ManifestReader(ManifestFolder.of(file), json).manifest();
  }

  private Manifest manifest() {
    json.small("format", FORMAT, FORMAT);
    List<Manifest.Input> inputs =
        json.children("inputs").stream().map(TensorFields::input).toList();
    requireDistinct("inputs", inputs.stream().map(Manifest.Input::name).toList());
    List<Manifest.Output> outputs =
        json.children("outputs").stream().map(TensorFields::output).toList();
    requireDistinct("outputs", outputs.stream().map(Manifest.Output::name).toList());
    List<Path> sources = json.texts("sources").stream().map(folder::file).toList();
    if (sources.isEmpty()) {
      throw json.wrong("sources", "is empty");
    }
    StreamReader streams = new StreamReader(folder, json);
    return new Manifest(
        folder.path(),
        json.text("top"),
        sources,
        parameters(),
        json.optionalChild("testbench").map(this::testbench),
        json.optionalChild("probes").map(ManifestReader::probes),
        ports(),
        registers(),
        json.integer("command_window", 0, Integer.MAX_VALUE),
        folder.file(json.text("program")),
        json.integer("predicted_cycles", 0, MAX_COUNT),
        json.integer("macs", 0, MAX_COUNT),
        json.optionalChild("dram").map(this::dram),
        streams.inParts(inputs),
        inputs,
        outputs,
        streams.outParts(outputs));
  }

  private SequencedMap<String, Long> parameters() {
    JsonFields fields = json.child("parameters");
    SequencedMap<String, Long> parameters = new LinkedHashMap<>();
    for (String name : fields.names()) {
      parameters.put(name, fields.integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    return parameters;
  }

  private Manifest.Testbench testbench(JsonFields fields) {
    String top = fields.text("top");
    if (!MODULE.matcher(top).matches()) {
      throw fields.wrong("top", "is not the name of a module");
    }
    return new Manifest.Testbench(
        top,
        folder.file(fields.text("source")),
        folder.file(fields.text("wrapper")),
        fields.has("models")
            ? fields.texts("models").stream().map(folder::file).toList()
            : List.of());
  }

  private Manifest.Dram dram(JsonFields fields) {
    Path constants = folder.file(fields.text("constants"));
    long size = folder.size(constants);
    long bytes = fields.integer("bytes", 1, MOST_DRAM_BYTES);
    if (size > bytes || size % Long.BYTES != 0) {
      throw fields.wrong("bytes", "is less than the " + size + " bytes of the constants");
    }
    return new Manifest.Dram(
        fields.text("port"), bytes, constants, fields.small("latency", 1, MOST_LATENCY));
  }

  private static Manifest.Probes probes(JsonFields fields) {
    Manifest.Probes probes =
        new Manifest.Probes(
            fields.text("running"),
            fields.text("unit_busy"),
            fields.text("unit_start"),
            fields.texts("units"),
            fields.text("array"),
            fields.text("waiting"),
            fields.text("products"),
            fields.text("skipped"));
    for (String variable : probes.variables()) {
      if (!MODULE.matcher(variable).matches()) {
        throw fields.wrong(variable, "is not the name of a variable");
      }
    }
    if (probes.units().size() > Long.SIZE
        || probes.units().stream().distinct().count() != probes.units().size()
        || !probes.units().contains(probes.array())) {
      throw fields.wrong("units", "holds a name twice, too many, or not that of `array`");
    }
    return probes;
  }

  private Manifest.Ports ports() {
    Optional<JsonFields> fields = json.optionalChild("ports");
    return new Manifest.Ports(
        port(fields, "clock", "clk_i"),
        port(fields, "reset", "rst_ni"),
        port(fields, "stream_in", "s_axis_"),
        port(fields, "stream_out", "m_axis_"),
        port(fields, "registers", "s_axil_"),
        port(fields, "irq", "irq_o"));
  }

  private static String port(Optional<JsonFields> fields, String role, String standard) {
    return fields.filter(given -> given.has(role)).map(given -> given.text(role)).orElse(standard);
  }

  private SequencedMap<String, Manifest.Register> registers() {
    JsonFields fields = json.child("registers");
    SequencedMap<String, Manifest.Register> registers = new LinkedHashMap<>();
    for (String name : fields.names()) {
      JsonFields field = fields.child(name);
      int width = field.small("width", 32, 64);
      if (width != 32 && width != 64) {
        throw field.wrong("width", "is neither 32 nor 64");
      }
      long address = field.integer("address", 0, Integer.MAX_VALUE);
      registers.put(name.toLowerCase(Locale.ROOT), new Manifest.Register(address, width));
    }
    for (String name : REQUIRED_REGISTERS) {
      if (!registers.containsKey(name)) {
        throw fields.wrong(name, "is missing");
      }
    }
    return registers;
  }

  private void requireDistinct(String name, List<String> names) {
    if (names.stream().distinct().count() != names.size()) {
      throw json.wrong(name, "holds a name twice");
    }
  }
}
