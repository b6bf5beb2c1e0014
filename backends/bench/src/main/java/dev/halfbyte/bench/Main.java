package dev.halfbyte.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.bench.accuracy.AccuracyReport;
import dev.halfbyte.bench.cpu.CpuBench;
import dev.halfbyte.bench.model.AccuracyCommand;
import dev.halfbyte.bench.rtl.RtlBench;
import dev.halfbyte.driver.output.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `./dev bench`: times commands as whole processes and the simulator's parts, and prints median
/// and spread beside the goal. Status 1 when a median misses its goal. `./dev bench rtl` is
/// [RtlBench], `./dev bench cpu` is [CpuBench].
public final class Main {
  private static final int RUNS = 5;

  private final Path root = Path.of(System.getProperty("halfbyte.root", ""));
  private final List<Goal> goals = new ArrayList<>();

  /// A measurement with the figure it should reach: at most for seconds, at least for rates.
  private record Goal(Samples samples, double limit) {
    boolean met() {
      return samples.unit().equals("s") ? samples.median() <= limit : samples.median() >= limit;
    }

    @Override
    public String toString() {
      return "%-44s %12.3f %-4s (%.3f .. %.3f), goal %s %.1f: %s"
          .formatted(
              samples.name(),
              samples.median(),
              samples.unit(),
              samples.min(),
              samples.max(),
              samples.unit().equals("s") ? "<=" : ">=",
              limit,
              met() ? "met" : "MISSED");
    }
  }

  private Main() {}

  /// Measures everything and ends the process; with `accuracy-units` what forms of units cost, with
  /// `rtl` the accelerator, with `cpu` generated code on this processor, with `accuracy` what
  /// quantizers cost the trained model.
  public static void main(String[] args) throws IOException, InterruptedException {
    if (List.of(args).equals(List.of("accuracy-units"))) {
      AccuracyReport.lines().forEach(System.out::println);
      return;
    }
    Path root = Path.of(System.getProperty("halfbyte.root", ""));
    if (args.length > 0 && args[0].equals("accuracy")) {
      System.exit(AccuracyCommand.run(List.of(args).subList(1, args.length)));
    }
    if (args.length > 0 && args[0].equals("cpu")) {
      System.exit(CpuBench.run(root, List.of(args).subList(1, args.length)));
    }
    if (args.length > 0 && args[0].equals("rtl")) {
      System.exit(RtlBench.run(root, List.of(args).subList(1, args.length)));
    }
    if (args.length > 0) {
      System.err.println(
          "bench: unknown argument "
              + args[0]
              + "; there are `accuracy`, `cpu`, `rtl` and `accuracy-units`");
      System.exit(2);
    }
    System.exit(new Main().run() ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("halfbyte-bench-");
    try {
      command("check mlp.hb", 0.7, "check", "dsl/examples/mlp.hb");
      for (String target : List.of("jvm", "x86_64", "aarch64")) {
        build(scratch, "mlp", root.resolve("dsl/examples/mlp"), target, 1.5);
      }
      build(scratch, "vit_block", root.resolve("dsl/examples/vit_block"), "x86_64", 1);
      build(scratch, "vit_encoder", encoder(scratch), "x86_64", 5);
      simulator(scratch);
    } finally {
      AtomicFiles.delete(scratch);
    }
    goals.forEach(System.out::println);
    return goals.stream().allMatch(Goal::met);
  }

  /// A build from ranges that were found before: calibration is its own command.
  ///
  /// @param folder of weights and samples
  /// @param limit seconds
  private void build(Path scratch, String example, Path folder, String target, double limit)
      throws IOException, InterruptedException {
    String source = "dsl/examples/" + example + ".hb";
    Path ranges = scratch.resolve(example + ".json");
    List<String> kernel = List.of(source, "--numerics", "w4a8", "--folder", folder.toString());
    if (!Files.exists(ranges)) {
      halfbyte("calibrate " + example, words("calibrate", kernel, "-o", ranges.toString()))
          .seconds();
    }
    command(
        "build %s w4a8 for %s".formatted(example, target),
        limit,
        words(
            "build",
            kernel,
            "--ranges",
            ranges.toString(),
            "--target",
            target,
            "-o",
            scratch.resolve(target).toString()));
  }

  private static String[] words(String command, List<String> kernel, String... options) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(kernel);
    words.addAll(List.of(options));
    return words.toArray(String[]::new);
  }

  /// Weights of the encoder of DeiT-B, with samples of few tokens, which change ranges only.
  private Path encoder(Path scratch) throws IOException, InterruptedException {
    Path folder = scratch.resolve("encoder");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "dsl/examples/vit/Data.java",
            "vit_encoder",
            "base",
            folder.toString(),
            "32");
    new ShellCommand("weights of DeiT-B", command, Map.of(), root).seconds();
    return folder;
  }

  private void command(String name, double limit, String... arguments)
      throws IOException, InterruptedException {
    goals.add(new Goal(halfbyte(name, arguments).measure(RUNS), limit));
    System.out.println(goals.getLast());
  }

  private ShellCommand halfbyte(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(root.resolve("halfbyte").toString()));
    command.addAll(List.of(arguments));
    return new ShellCommand(name, command, Map.of(), root);
  }

  /// The simulator's own bench on the mlp program, as a process of its own.
  private void simulator(Path scratch) throws IOException, InterruptedException {
    Path rtl = scratch.resolve("rtl");
    halfbyte(
            "build mlp.hb for verilog",
            "build",
            "dsl/examples/mlp.hb",
            "--numerics",
            "w4a8",
            "--target",
            "verilog",
            "--dim",
            "n=64",
            "-o",
            rtl.toString())
        .seconds();
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path out = scratch.resolve("sim.json");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.halfbyte.sim.harness.SimBench",
                rtl.resolve("manifest.json").toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("the simulator's bench failed");
    }
    String text = Files.readString(out, StandardCharsets.UTF_8);
    JsonObject figures = JsonParser.parseString(text).getAsJsonObject();
    goals.add(new Goal(figure(figures, "build_cold_s", "simulator build, cold", "s"), 5));
    goals.add(new Goal(figure(figures, "build_cached_s", "simulator build, cached", "s"), 0.2));
    goals.add(
        new Goal(figure(figures, "cycles_per_second", "simulated cycles, 8x8 array", "/s"), 1e6));
  }

  private static Samples figure(JsonObject figures, String key, String name, String unit) {
    return new Samples(name, unit, List.of(figures.get(key).getAsDouble()));
  }
}
