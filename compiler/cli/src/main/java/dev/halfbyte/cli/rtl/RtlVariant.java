package dev.halfbyte.cli.rtl;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.backend.verilog.emit.BuiltKernel;
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

/// The Verilog artefact, simulated in a process that has only the simulator's classes.
public final class RtlVariant implements Variant {
  /// Name of the variant that runs under Icarus Verilog.
  public static final String ICARUS = "rtl-icarus";

  private final String name;
  private final String simulator;
  private final List<String> tools;

  private RtlVariant(String name, String simulator, List<String> tools) {
    this.name = name;
    this.simulator = simulator;
    this.tools = tools;
  }

  /// Cycle-accurate and fast: the variant `rtl`.
  public static RtlVariant verilator() {
    return new RtlVariant("rtl", "verilator", List.of("verilator", "g++"));
  }

  /// A second opinion, a thousand times slower: the variant [#ICARUS].
  public static RtlVariant icarus() {
    return new RtlVariant(ICARUS, "icarus", List.of("iverilog"));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<String> unavailable() {
    List<String> missing = new ArrayList<>();
    for (String tool : tools) {
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
      throw SimulatorLog.failure(name, Files.readString(scratch.resolve("log.txt")));
    }
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("nanoseconds", Long.toString(System.nanoTime() - start));
    JsonObject result =
        JsonParser.parseString(Files.readString(scratch.resolve("result.json"))).getAsJsonObject();
    for (String figure : List.of("cycles", "predicted_cycles", "macs")) {
      facts.put(figure, result.get(figure).getAsString());
    }
    BuiltKernel built = BuiltKernel.read(artefact);
    if (built.dependsOnData()) {
      facts.put("predicted_cycles", Long.toString(built.prediction(inputs).totalCycles()));
    }
    return new Execution(SimTensors.fromSim(TensorFiles.read(scratch, "outputs.json")), facts);
  }

  private List<String> command(Path artefact, Path scratch) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return List.of(
        java.toString(),
        "--enable-native-access=ALL-UNNAMED",
        // Most of the process's life is its start.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        simulatorClassPath(),
        SimMain.class.getName(),
        artefact.resolve("manifest.json").toString(),
        scratch.toString(),
        scratch.toString(),
        "--simulator",
        simulator);
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
