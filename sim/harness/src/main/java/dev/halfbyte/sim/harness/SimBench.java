package dev.halfbyte.sim.harness;

import com.google.gson.JsonObject;
import dev.halfbyte.sim.verilator.ModelCache;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.sim.verilator.TraceFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Measures what the simulator costs on one program: build with an empty cache, build with a full
/// one, cycles a second.
///
/// `SimBench MANIFEST` prints one JSON object. Inputs are random, because zeros would run faster.
public final class SimBench {
  private static final int BAD = 2;
  private static final int RUNS = 5;

  private SimBench() {}

  public static void main(String[] arguments) throws IOException {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  /// What [#main] does, with the exit status as the result.
  static int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException {
    if (arguments.size() != 1) {
      err.println("usage: SimBench MANIFEST");
      return BAD;
    }
    Path cache = Files.createTempDirectory("halfbyte-bench-");
    try {
      out.writeBytes(JsonText.bytes(measure(Path.of(arguments.getFirst()), cache)));
      return 0;
    } catch (SimulationFailure failure) {
      err.println(failure.render());
      return BAD;
    } finally {
      delete(cache);
    }
  }

  private static JsonObject measure(Path file, Path cache) {
    Manifest manifest = Manifest.read(file);
    AcceleratorRun run = AcceleratorRun.of(manifest, ModelCache.in(cache));
    JsonObject result = new JsonObject();
    result.addProperty("build_cold_s", seconds(run));
    result.addProperty("build_cached_s", seconds(run));
    List<Tensor> inputs = manifest.inputs().stream().map(SimBench::random).toList();
    double best = 0;
    for (int i = 0; i < RUNS; i++) {
      RunReport report = run.run(inputs, RunOptions.standard());
      result.addProperty("cycles", report.cycles());
      best = Math.max(best, report.cyclesPerSecond());
    }
    result.addProperty("cycles_per_second", Math.round(best));
    return result;
  }

  private static double seconds(AcceleratorRun run) {
    long begin = System.nanoTime();
    run.model(TraceFormat.NONE);
    return Math.round((System.nanoTime() - begin) / 1e6) / 1e3;
  }

  /// Values over the whole range of the quantizer.
  private static Tensor random(Manifest.Input input) {
    Random random = new Random(1);
    Quantize quantize = input.quantize();
    int elements = input.shape().stream().reduce(1, Math::multiplyExact);
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      int code = random.nextInt(quantize.lo(), quantize.hi() + 1);
      values[i] = code / quantize.inverse();
    }
    return new Tensor(input.name(), input.shape(), values);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(SimBench::deleteOne);
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.delete(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
