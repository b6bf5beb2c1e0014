package dev.halfbyte.backend.verilog.emit;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.cmd.ConstantImage;
import dev.halfbyte.backend.verilog.cmd.HostInput;
import dev.halfbyte.backend.verilog.cmd.HostOutput;
import dev.halfbyte.backend.verilog.cmd.Quantizer;
import dev.halfbyte.backend.verilog.cmd.StreamIn;
import dev.halfbyte.backend.verilog.cmd.StreamOut;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.MatrixLayout;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.RegisterMap;
import dev.halfbyte.rtl.RtlLibrary;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.rtl.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// manifest.json: all that a simulator or a host program has to know about a build.
///
/// Streams are given in order. Neighbours of one file, or of one tensor, are joined; a segment that
/// is not the whole tensor carries `first_row` and `row_count`, both whole row blocks but for the
/// tensor's end, while `layout` describes the whole tensor.
final class Manifest {
  private static final int FORMAT = 1;

  private final Schedule schedule;
  private final CommandProgram program;
  private final AcceleratorConfig config;

  private Manifest(Schedule schedule) {
    this.schedule = schedule;
    this.program = schedule.kernel().program();
    this.config = program.config();
  }

  static String json(Schedule schedule) {
    JsonObject root = new Manifest(schedule).root();
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root) + "\n";
  }

  private JsonObject root() {
    JsonObject root = new JsonObject();
    root.addProperty("format", FORMAT);
    root.addProperty("kernel", program.kernel());
    root.addProperty("top", RtlLibrary.TOP);
    JsonArray sources = new JsonArray();
    RtlLibrary.files().forEach(file -> sources.add(HardwareFiles.RTL_FOLDER + file));
    root.add("sources", sources);
    JsonObject parameters = new JsonObject();
    config.parameters().forEach(parameters::addProperty);
    root.add("parameters", parameters);
    root.add("testbench", testbench());
    root.add("probes", probes());
    root.add("ports", ports());
    root.add("registers", registers());
    root.addProperty("command_window", RegisterMap.COMMAND_WINDOW);
    root.addProperty("program", HardwareFiles.PROGRAM);
    root.addProperty("predicted_cycles", schedule.prediction().totalCycles());
    root.addProperty("macs", schedule.macs());
    if (config.hasDram()) {
      root.add("dram", dram());
    }
    root.add("stream_in", streamIn());
    root.add("inputs", inputs());
    root.add("stream_out", streamOut());
    root.add("outputs", outputs());
    return root;
  }

  private JsonObject testbench() {
    JsonObject testbench = new JsonObject();
    testbench.addProperty("top", HardwareFiles.testbenchTop(program.kernel()));
    testbench.addProperty("source", HardwareFiles.testbenchName(program.kernel()));
    testbench.addProperty("wrapper", HardwareFiles.wrapperName(program.kernel()));
    if (config.hasDram()) {
      JsonArray models = new JsonArray();
      HardwareFiles.models(program).forEach(models::add);
      testbench.add("models", models);
    }
    return testbench;
  }

  private JsonObject dram() {
    JsonObject dram = new JsonObject();
    dram.addProperty("port", DramText.PREFIX);
    dram.addProperty("bytes", program.dramBytes());
    dram.addProperty("constants", HardwareFiles.WEIGHTS);
    dram.addProperty("latency", Timing.DRAM_LATENCY);
    return dram;
  }

  private static JsonObject ports() {
    JsonObject ports = new JsonObject();
    ports.addProperty("clock", "clk_i");
    ports.addProperty("reset", "rst_ni");
    ports.addProperty("stream_in", "s_axis_");
    ports.addProperty("stream_out", "m_axis_");
    ports.addProperty("registers", "s_axil_");
    ports.addProperty("irq", "irq_o");
    return ports;
  }

  /// Variables of the top module by which a simulator sees what the units do.
  private static JsonObject probes() {
    JsonObject probes = new JsonObject();
    probes.addProperty("running", "running");
    probes.addProperty("unit_busy", "unit_busy");
    probes.addProperty("unit_start", "unit_start");
    JsonArray units = new JsonArray();
    Arrays.stream(Unit.values())
        .sorted(Comparator.comparingInt(Unit::bit))
        .forEach(unit -> units.add(unit.name().toLowerCase(Locale.ROOT)));
    probes.add("units", units);
    probes.addProperty("array", Unit.MAC.name().toLowerCase(Locale.ROOT));
    probes.addProperty("waiting", "waiting");
    probes.addProperty("products", "products");
    probes.addProperty("skipped", "skipped");
    return probes;
  }

  private static JsonObject registers() {
    JsonObject registers = new JsonObject();
    for (RegisterMap.Register register : RegisterMap.Register.values()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("address", register.address());
      entry.addProperty("width", register.width());
      registers.add(register.name().toLowerCase(Locale.ROOT), entry);
    }
    return registers;
  }

  private JsonArray streamIn() {
    JsonArray segments = new JsonArray();
    List<StreamIn> pending = new ArrayList<>();
    for (StreamIn segment : program.streamIn()) {
      if (!pending.isEmpty() && !continues(pending.getLast(), segment)) {
        segments.add(segment(pending));
        pending.clear();
      }
      pending.add(segment);
    }
    if (!pending.isEmpty()) {
      segments.add(segment(pending));
    }
    return segments;
  }

  private boolean continues(StreamIn before, StreamIn after) {
    return switch (before) {
      case StreamIn.Constant(String name) ->
          after instanceof StreamIn.Constant(String next)
              && program.image(name).offset() + program.image(name).bytes()
                  == program.image(next).offset();
      case StreamIn.Input input ->
          after instanceof StreamIn.Input next
              && next.input().equals(input.input())
              && next.quantizer().equals(input.quantizer())
              && next.elementBits() == input.elementBits()
              && next.firstRow() == input.firstRow() + input.rows();
    };
  }

  private JsonObject segment(List<StreamIn> joined) {
    JsonObject json = new JsonObject();
    switch (joined.getFirst()) {
      case StreamIn.Constant(String name) -> {
        ConstantImage first = program.image(name);
        int bytes = 0;
        for (StreamIn segment : joined) {
          bytes += segment instanceof StreamIn.Constant(String n) ? program.image(n).bytes() : 0;
        }
        json.addProperty("kind", "constant");
        json.addProperty("file", HardwareFiles.WEIGHTS);
        json.addProperty("offset", first.offset());
        json.addProperty("bytes", bytes);
      }
      case StreamIn.Input first -> {
        HostInput input = program.input(first.input());
        int rows = 0;
        for (StreamIn segment : joined) {
          rows += segment instanceof StreamIn.Input i ? i.rows() : 0;
        }
        json.addProperty("kind", "input");
        json.addProperty("name", first.input());
        boolean signed = first.quantizer().storage().signed();
        Memory memory = first.elementBits() == Short.SIZE ? Memory.RES : Memory.ACT;
        MatrixLayout layout = MatrixLayout.rows(config, memory, input.rows(), input.cols());
        json.add("layout", layout(layout, first.elementBits(), signed));
        json.add("quantize", quantize(first.quantizer()));
        rowRange(json, first.firstRow(), rows, input.rows());
      }
    }
    return json;
  }

  private static void rowRange(JsonObject json, int firstRow, int rows, int all) {
    if (rows != all) {
      json.addProperty("first_row", firstRow);
      json.addProperty("row_count", rows);
    }
  }

  private JsonArray streamOut() {
    JsonArray segments = new JsonArray();
    List<StreamOut> stores = program.streamOut();
    int first = 0;
    for (int i = 0; i < stores.size(); i++) {
      StreamOut current = stores.get(i);
      int end = current.firstRow() + current.rows();
      boolean last =
          i + 1 == stores.size()
              || !stores.get(i + 1).output().equals(current.output())
              || stores.get(i + 1).firstRow() != end;
      if (last) {
        StreamOut start = stores.get(first);
        JsonObject json = new JsonObject();
        json.addProperty("name", current.output());
        int all = program.output(current.output()).rows();
        rowRange(json, start.firstRow(), end - start.firstRow(), all);
        segments.add(json);
        first = i + 1;
      }
    }
    return segments;
  }

  private JsonArray inputs() {
    JsonArray inputs = new JsonArray();
    for (HostInput input : program.inputs()) {
      JsonObject json = new JsonObject();
      json.addProperty("name", input.name());
      json.addProperty("dtype", "f32");
      json.add("shape", shape(input.shape()));
      json.add("quantize", quantize(quantizer(input)));
      inputs.add(json);
    }
    return inputs;
  }

  private Quantizer quantizer(HostInput input) {
    return program.streamIn().stream()
        .filter(StreamIn.Input.class::isInstance)
        .map(StreamIn.Input.class::cast)
        .filter(segment -> segment.input().equals(input.name()))
        .findFirst()
        .orElseThrow()
        .quantizer();
  }

  private JsonArray outputs() {
    JsonArray outputs = new JsonArray();
    for (HostOutput output : program.outputs()) {
      JsonObject json = new JsonObject();
      json.addProperty("name", output.name());
      json.addProperty("dtype", "f32");
      json.add("shape", shape(output.shape()));
      json.add(
          "layout",
          layout(
              MatrixLayout.streamed(config, output.rows(), output.cols()),
              output.elementBits(),
              output.signed()));
      JsonObject dequantize = new JsonObject();
      dequantize.addProperty("scale_bits", output.dequantizer().scaleBits());
      dequantize.addProperty("zero", output.dequantizer().zero());
      json.add("dequantize", dequantize);
      outputs.add(json);
    }
    return outputs;
  }

  private JsonObject layout(MatrixLayout matrix, int elementBits, boolean signed) {
    JsonObject layout = new JsonObject();
    layout.addProperty("rows", config.rows());
    layout.addProperty("lanes", config.lanes());
    layout.addProperty("element_bits", elementBits);
    layout.addProperty("signed", signed);
    layout.addProperty("m", matrix.outer());
    layout.addProperty("n", matrix.inner());
    layout.addProperty("block_words", matrix.blockWords());
    return layout;
  }

  private static JsonObject quantize(Quantizer quantizer) {
    JsonObject json = new JsonObject();
    json.addProperty("inverse_scale_bits", quantizer.inverseScaleBits());
    json.addProperty("lo", quantizer.lo());
    json.addProperty("hi", quantizer.hi());
    json.addProperty("zero", quantizer.zero());
    json.addProperty("bits", quantizer.storage().bits());
    json.addProperty("signed", quantizer.storage().signed());
    return json;
  }

  private static JsonArray shape(List<Long> extents) {
    JsonArray shape = new JsonArray();
    extents.forEach(shape::add);
    return shape;
  }
}
