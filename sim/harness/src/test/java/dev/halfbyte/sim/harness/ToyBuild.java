package dev.halfbyte.sim.harness;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A folder as the Verilog backend writes it, for the toy accelerator: one constant that is
/// dropped, one 3 x 5 input that comes back with 1 added to each code.
final class ToyBuild {
  static final Path ROOT = Path.of(System.getProperty("halfbyte.root"));
  static final Path CACHE = ROOT.resolve("sim/harness/target/model-cache");

  private static final int ROWS = 2;
  private static final int LANES = 2;
  private static final int BEATS = 6;

  private final Path folder;
  private final JsonObject json;

  private ToyBuild(Path folder, JsonObject json) {
    this.folder = folder;
    this.json = json;
  }

  /// A build that runs as it is.
  static ToyBuild in(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("rtl"));
    Path designs = ROOT.resolve("sim/harness/src/test/resources/designs");
    Files.copy(designs.resolve("toy_accel.sv"), folder.resolve("rtl/toy_accel.sv"));
    for (String file : List.of("toy_wrapper.sv", "toy_tb.sv")) {
      Files.copy(designs.resolve(file), folder.resolve(file));
    }
    Files.write(folder.resolve("weights.bin"), new byte[32]);
    ToyBuild build = new ToyBuild(folder, JsonParser.parseString(manifest()).getAsJsonObject());
    return build.program(List.of(command(2, 3, 0), command(1, BEATS, 1), command(0, 0, 0)));
  }

  JsonObject json() {
    return json;
  }

  Path folder() {
    return folder;
  }

  ToyBuild program(List<String> commands) throws IOException {
    Files.write(folder.resolve("program.hex"), commands);
    return this;
  }

  static String command(int opcode, int beats, int addend) {
    List<String> words = new ArrayList<>();
    for (int word : new int[] {opcode, beats, addend, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}) {
      words.add("%08x".formatted(word));
    }
    return String.join("\n", words);
  }

  /// Writes manifest.json as the tree now stands.
  Path write() throws IOException {
    return Files.writeString(folder.resolve("manifest.json"), json.toString());
  }

  /// The first object of an array of the manifest.
  JsonObject first(String array) {
    JsonArray values = json.getAsJsonArray(array);
    return values.get(0).getAsJsonObject();
  }

  private static String manifest() {
    String layout =
        "{'rows': %d, 'lanes': %d, 'element_bits': 8, 'signed': true, 'm': 3, 'n': 5}"
            .formatted(ROWS, LANES);
    String quantize =
        "{'inverse_scale_bits': %d, 'lo': -128, 'hi': 126, 'zero': 0, 'bits': 8, 'signed': true}"
            .formatted(Float.floatToRawIntBits(4f));
    return """
    {'format': 1, 'top': 'toy_accel', 'sources': ['rtl/toy_accel.sv'], 'parameters': {'CMD_DEPTH': 4},
     'testbench': {'top': 'toy_tb', 'source': 'toy_tb.sv', 'wrapper': 'toy_wrapper.sv'},
     'registers': {'CTRL': {'address': 0, 'width': 32}, 'STATUS': {'address': 4, 'width': 32},
                   'CYCLES': {'address': 16, 'width': 64}, 'IN_STARVED': {'address': 24, 'width': 64}},
     'probes': {'running': 'busy', 'unit_busy': 'unit_busy', 'unit_start': 'unit_start', 'units': ['copy', 'drop'], 'array': 'copy',
                'waiting': 'waiting', 'products': 'products', 'skipped': 'skipped'},
     'command_window': 32768, 'program': 'program.hex', 'predicted_cycles': 12, 'macs': 45,
     'stream_in': [{'kind': 'constant', 'file': 'weights.bin', 'offset': 8, 'bytes': 24},
                   {'kind': 'input', 'name': 'x', 'layout': LAYOUT}],
     'inputs': [{'name': 'x', 'dtype': 'f32', 'shape': [3, 5], 'quantize': QUANTIZE}],
     'outputs': [{'name': 'y', 'dtype': 'f32', 'shape': [3, 5], 'layout': LAYOUT,
                  'dequantize': {'scale_bits': SCALE, 'zero': 0}}]}
    """
        .replace('\'', '"')
        .replace("LAYOUT", layout.replace('\'', '"'))
        .replace("QUANTIZE", quantize.replace('\'', '"'))
        .replace("SCALE", Integer.toString(Float.floatToRawIntBits(0.25f)));
  }
}
