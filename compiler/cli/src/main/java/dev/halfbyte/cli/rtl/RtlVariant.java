package dev.halfbyte.cli.rtl;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.Variant;
import dev.halfbyte.sim.harness.SimMain;
import dev.halfbyte.sim.harness.TensorFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The Verilog artefact, simulated by Verilator in a process that has only the simulator's classes.
public final class RtlVariant implements Variant {
  @Override
  public String name() {
    return "rtl";
  }

  @Override
  public Optional<String> unavailable() {
    List<String> missing = new ArrayList<>();
    for (String tool : List.of("verilator", "g++")) {
      if (!onPath(tool)) {
        missing.add(tool);
      }
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join(" and ", missing)
                + " missing; install with: sudo apt-get install "
                + String.join(" ", missing));
  }

  static boolean onPath(String tool) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  @Override
  public Execution run(
      SealedProgram program,
      Path artefact,
      SortedMap<String, Long> dims,
      SequencedMap<String, Tensor> inputs,
      Path scratch)
      throws IOException, InterruptedException {
    TensorFiles.write(scratch, "inputs.json", SimTensors.toSim(inputs));
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command(artefact, scratch))
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("log.txt").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(
          "the simulator failed: " + Files.readString(scratch.resolve("log.txt")));
    }
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("nanoseconds", Long.toString(System.nanoTime() - start));
    JsonObject result =
        JsonParser.parseString(Files.readString(scratch.resolve("result.json"))).getAsJsonObject();
    for (String figure : List.of("cycles", "predicted_cycles", "macs")) {
      facts.put(figure, result.get(figure).getAsString());
    }
    return new Execution(SimTensors.fromSim(TensorFiles.read(scratch, "outputs.json")), facts);
  }

  private static List<String> command(Path artefact, Path scratch) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return List.of(
        java.toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        simulatorClassPath(),
        SimMain.class.getName(),
        artefact.resolve("manifest.json").toString(),
        scratch.toString(),
        scratch.toString());
  }

  /// The part of our class path that the simulator needs; no compiler class is on it.
  static String simulatorClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(RtlVariant::isSimulatorEntry)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isSimulatorEntry(String entry) {
    String file = String.valueOf(Path.of(entry).getFileName());
    boolean jar =
        file.startsWith("halfbyte-harness")
            || file.startsWith("halfbyte-verilator")
            || file.startsWith("gson")
            || file.startsWith("jna-");
    return jar || entry.replace(File.separatorChar, '/').matches(".*/sim/[a-z]+/target/classes");
  }
}
