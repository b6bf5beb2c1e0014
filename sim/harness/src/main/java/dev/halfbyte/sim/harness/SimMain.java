package dev.halfbyte.sim.harness;

import com.google.gson.JsonObject;
import dev.halfbyte.sim.verilator.ModelCache;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The runner as a process of its own, so that a result owes nothing to the compiler that made the
/// program.
///
/// `SimMain MANIFEST INPUT_FOLDER OUTPUT_FOLDER [options]` reads `inputs.json`, runs the program,
/// and writes `outputs.json` and then `result.json`. Exit status 0, or 2 with one coded error on
/// standard error and no `result.json`.
public final class SimMain {
  private static final int BAD = 2;
  private static final String RESULT = "result.json";

  private SimMain() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  /// What [#main] does, with the exit status as the result.
  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      if (arguments.contains("--help")) {
        out.print(SimArguments.HELP);
        return 0;
      }
      execute(SimArguments.parse(arguments));
      return 0;
    } catch (SimulationFailure failure) {
      err.println(failure.render());
      return BAD;
    }
  }

  private static void execute(SimArguments arguments) {
    Manifest manifest = Manifest.read(arguments.manifest());
    List<Tensor> inputs = TensorFiles.read(arguments.inputs(), "inputs.json");
    removeOldResult(arguments.outputs());
    RunReport report =
        switch (arguments.simulator()) {
          case VERILATOR ->
              AcceleratorRun.of(manifest, cache(arguments)).run(inputs, arguments.options());
          case ICARUS -> IcarusProgramRun.run(manifest, inputs);
        };
    TensorFiles.write(arguments.outputs(), "outputs.json", report.outputs());
    TensorFiles.writeAtomically(arguments.outputs().resolve(RESULT), JsonText.bytes(json(report)));
  }

  private static ModelCache cache(SimArguments arguments) {
    return arguments.cache().map(ModelCache::in).orElseGet(ModelCache::standard);
  }

  /// A result of an earlier run must not be taken for one of this run if this run fails.
  private static void removeOldResult(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(RESULT));
    } catch (IOException failure) {
      throw new SimulationFailure(
          dev.halfbyte.sim.verilator.FailureCode.OUTPUT_UNWRITABLE,
          folder.resolve(RESULT) + " cannot be removed: " + failure.getMessage(),
          "name a folder that can be written",
          failure);
    }
  }

  private static JsonObject json(RunReport report) {
    JsonObject counters = new JsonObject();
    report.counters().forEach(counters::addProperty);
    JsonObject root = new JsonObject();
    root.addProperty("format", 1);
    root.addProperty("cycles", report.cycles());
    root.addProperty("predicted_cycles", report.predictedCycles());
    root.addProperty("macs", report.macs());
    root.add("counters", counters);
    root.addProperty("simulated_cycles", report.simulatedCycles());
    return root;
  }
}
