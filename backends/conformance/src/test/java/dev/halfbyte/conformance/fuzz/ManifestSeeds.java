package dev.halfbyte.conformance.fuzz;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.backend.verilog.VerilogBackend;
import dev.halfbyte.backend.verilog.emit.HardwareFiles;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.GeneratedFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Manifests as the hardware target writes them, cut down to the few files of [#FILES].
final class ManifestSeeds {
  /// Files that lie beside the manifest.
  static final List<String> FILES =
      List.of("gemm_accel.sv", "tb_gemm.sv", "program.hex", "weights.bin");

  /// Size of each of them.
  static final int FILE_BYTES = 1 << 14;

  private ManifestSeeds() {}

  /// The manifest of a build of `gemm`.
  static byte[] of(SealedProgram gemm) {
    TreeMap<String, String> options =
        new TreeMap<>(Map.of("hardware", "row16x4,act_bits=8", "dims", "m=3"));
    GeneratedFile file =
        HardwareFiles.of(VerilogBackend.schedule(gemm, options)).stream()
            .filter(f -> f.path().equals("manifest.json"))
            .findFirst()
            .orElseThrow();
    JsonObject json =
        JsonParser.parseString(new String(file.content(), StandardCharsets.UTF_8))
            .getAsJsonObject();
    JsonArray sources = new JsonArray();
    sources.add(FILES.getFirst());
    json.add("sources", sources);
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
