package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.FailureCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Turns manifest.json into a [Manifest], trusting nothing in it.
final class ManifestReader {
  private static final int FORMAT = 1;
  private static final int MAX_DIMENSION = 1 << 24;
  private static final int MAX_ELEMENTS = 1 << 27;
  private static final long MAX_COUNT = 1L << 62;
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
    List<Manifest.Input> inputs = json.children("inputs").stream().map(this::input).toList();
    requireDistinct("inputs", inputs.stream().map(Manifest.Input::name).toList());
    List<Manifest.Output> outputs = json.children("outputs").stream().map(this::output).toList();
    requireDistinct("outputs", outputs.stream().map(Manifest.Output::name).toList());
    List<Path> sources = json.texts("sources").stream().map(folder::file).toList();
    if (sources.isEmpty()) {
      throw json.wrong("sources", "is empty");
    }
    return new Manifest(
        folder.path(),
        json.text("top"),
        sources,
        parameters(),
        ports(),
        registers(),
        json.integer("command_window", 0, Integer.MAX_VALUE),
        folder.file(json.text("program")),
        json.integer("predicted_cycles", 0, MAX_COUNT),
        json.integer("macs", 0, MAX_COUNT),
        streamParts(inputs),
        inputs,
        outputs,
        outParts(outputs));
  }

  private SequencedMap<String, Long> parameters() {
    JsonFields fields = json.child("parameters");
    SequencedMap<String, Long> parameters = new LinkedHashMap<>();
    for (String name : fields.names()) {
      parameters.put(name, fields.integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    return parameters;
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

  private Manifest.Input input(JsonFields field) {
    requireFloat(field);
    return new Manifest.Input(field.text("name"), shape(field), quantize(field.child("quantize")));
  }

  private Manifest.Output output(JsonFields field) {
    requireFloat(field);
    List<Integer> shape = shape(field);
    Layout layout = layout(field.child("layout"), shape);
    JsonFields scale = field.child("dequantize");
    Dequantize dequantize =
        new Dequantize(floatOf(scale, "scale_bits"), scale.small("zero", -(1 << 16), 1 << 16));
    return new Manifest.Output(field.text("name"), shape, layout, dequantize);
  }

  private List<Manifest.StreamPart> streamParts(List<Manifest.Input> inputs) {
    List<Manifest.StreamPart> parts = new ArrayList<>();
    for (JsonFields field : json.children("stream_in")) {
      parts.add(
          switch (field.text("kind")) {
            case "constant" -> constant(field);
            case "input" -> data(field, inputs);
            default -> throw field.wrong("kind", "is neither 'constant' nor 'input'");
          });
    }
    return parts;
  }

  private Manifest.StreamPart constant(JsonFields field) {
    Path file = folder.file(field.text("file"));
    long offset = field.integer("offset", 0, Integer.MAX_VALUE);
    int bytes = field.small("bytes", 0, Integer.MAX_VALUE - 8);
    if (bytes % Long.BYTES != 0) {
      throw field.wrong("bytes", "is not a whole number of 64-bit beats");
    }
    if (offset + bytes > folder.size(file)) {
      throw field.wrong("bytes", "reaches beyond the end of " + file.getFileName());
    }
    return new Manifest.StreamPart.Constant(file, offset, bytes);
  }

  private Manifest.StreamPart data(JsonFields field, List<Manifest.Input> inputs) {
    String name = field.text("name");
    Manifest.Input input =
        inputs.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() -> field.wrong("name", "is not among the inputs"));
    Layout layout = layout(field.child("layout"), input.shape());
    Quantize quantize =
        field.optionalChild("quantize").map(ManifestReader::quantize).orElse(input.quantize());
    if (layout.elementBits() < quantize.bits()) {
      throw field.wrong("layout", "has fewer bits than the codes of input " + name);
    }
    return new Manifest.StreamPart.Data(name, layout, quantize, rows(field, layout));
  }

  private List<Manifest.OutPart> outParts(List<Manifest.Output> outputs) {
    if (!json.has("stream_out")) {
      return outputs.stream()
          .map(o -> new Manifest.OutPart(o.name(), new Manifest.Rows(0, o.layout().m())))
          .toList();
    }
    List<Manifest.OutPart> parts = new ArrayList<>();
    Map<String, Integer> next = new HashMap<>();
    for (JsonFields field : json.children("stream_out")) {
      String name = field.text("name");
      Manifest.Output output =
          outputs.stream()
              .filter(candidate -> candidate.name().equals(name))
              .findFirst()
              .orElseThrow(() -> field.wrong("name", "is not among the outputs"));
      Manifest.Rows rows = rows(field, output.layout());
      if (rows.first() != next.getOrDefault(name, 0)) {
        throw field.wrong("name", "leaves out or repeats rows of output " + name);
      }
      next.put(name, rows.first() + rows.count());
      parts.add(new Manifest.OutPart(name, rows));
    }
    for (Manifest.Output output : outputs) {
      if (next.getOrDefault(output.name(), 0) != output.layout().m()) {
        throw json.wrong("stream_out", "does not give all rows of output " + output.name());
      }
    }
    return parts;
  }

  /// The rows that a part of a stream carries: all, unless `first_row` and `row_count` say less.
  private static Manifest.Rows rows(JsonFields field, Layout layout) {
    if (!field.has("row_count")) {
      return new Manifest.Rows(0, layout.m());
    }
    int first = field.small("first_row", 0, layout.m());
    int count = field.small("row_count", 0, layout.m() - first);
    if (first % layout.rows() != 0) {
      throw field.wrong("first_row", "is not the first of a row block");
    }
    if (count % layout.rows() != 0 && first + count != layout.m()) {
      throw field.wrong("row_count", "ends within a row block");
    }
    return new Manifest.Rows(first, count);
  }

  private static Layout layout(JsonFields field, List<Integer> shape) {
    int bits = field.small("element_bits", 4, 16);
    if (bits != 4 && bits != 8 && bits != 16) {
      throw field.wrong("element_bits", "is not 4, 8 or 16");
    }
    int lanes = field.small("lanes", 1, 1024);
    int columns = field.small("n", 0, MAX_DIMENSION);
    int dense = Math.ceilDiv(columns, lanes);
    Layout layout =
        new Layout(
            field.small("rows", 1, 1024),
            lanes,
            bits,
            field.flag("signed"),
            field.small("m", 0, MAX_DIMENSION),
            columns,
            field.has("block_words") ? field.small("block_words", dense, MAX_DIMENSION) : dense);
    if ((long) layout.m() * layout.n() != elements(shape)) {
      throw field.wrong("m", "times n is not the number of elements of shape " + shape);
    }
    if ((long) layout.blocks() * layout.blockWords() * layout.beatsPerWord() > MAX_ELEMENTS) {
      throw field.wrong("block_words", "makes a stream of more than " + MAX_ELEMENTS + " beats");
    }
    return layout;
  }

  private static Quantize quantize(JsonFields field) {
    int bits = field.small("bits", 1, 16);
    boolean signed = field.flag("signed");
    int zero = field.small("zero", -(1 << 16), 1 << 16);
    int lo = field.small("lo", -(1 << 17), 1 << 17);
    int hi = field.small("hi", lo, 1 << 17);
    int least = signed ? -(1 << (bits - 1)) : 0;
    int most = least + (1 << bits) - 1;
    if (lo + zero < least || hi + zero > most) {
      throw field.wrong("lo", "and hi leave the range of the code");
    }
    return new Quantize(floatOf(field, "inverse_scale_bits"), lo, hi, zero, bits, signed);
  }

  private static float floatOf(JsonFields field, String name) {
    float value =
        Float.intBitsToFloat((int) field.integer(name, Integer.MIN_VALUE, 0xffff_ffffL));
    if (!Float.isFinite(value) || value <= 0) {
      throw field.wrong(name, "is not the bits of a finite positive float");
    }
    return value;
  }

  private static List<Integer> shape(JsonFields field) {
    List<Integer> shape = field.integers("shape", 0, MAX_DIMENSION);
    if (shape.size() > 16 || elements(shape) > MAX_ELEMENTS) {
      throw field.wrong("shape", "has more than 16 dimensions or " + MAX_ELEMENTS + " elements");
    }
    return shape;
  }

  private static long elements(List<Integer> shape) {
    long elements = 1;
    for (int extent : shape) {
      elements = Math.min(elements * extent, Integer.MAX_VALUE);
    }
    return elements;
  }

  private static void requireFloat(JsonFields field) {
    if (!field.text("dtype").equals("f32")) {
      throw field.wrong("dtype", "is not f32, the only type that crosses this boundary");
    }
  }

  private void requireDistinct(String name, List<String> names) {
    if (names.stream().distinct().count() != names.size()) {
      throw json.wrong(name, "holds a name twice");
    }
  }
}
