package dev.halfbyte.bench.rtl;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.cli.Main;
import dev.halfbyte.driver.output.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Whole transformer blocks of 197 tokens, as the compiler schedules them: `halfbyte sim` of the
/// example, with weights of its script, inputs, weights and outputs all over the streams. Beside
/// the cycles stand those that the plain array needs for the products alone.
final class BlockFigures {
  private static final String KERNEL = "dsl/examples/vit_block.hb";
  private static final String SCRIPT = "dsl/examples/vit/Data.java";
  private static final int PIXELS = 224;
  private static final int TOKENS = 197;
  private static final int CHANNELS = 64;
  private static final int SIDE = 16;
  private static final double GOAL_BUSY = .985;
  private static final long GOAL_ZEROS = 345_000;

  /// A model, what it is called in the script, memories that hold it, and the goal.
  private enum Block {
    T("tiny", 3, "edge", 410_000),
    S(
        "small",
        6,
        "edge,act_depth=49152,res_depth=32768,wgt_depth=8192,factor_depth=2048",
        1_500_000),
    B(
        "base",
        12,
        "edge,act_depth=49152,res_depth=49152,wgt_depth=8192,wgt_side_depth=2048,gain_depth=2048,"
            + "factor_depth=2048,cmd_depth=8192",
        5_750_000);

    private final String model;
    private final int heads;
    private final String hardware;
    private final long goal;

    Block(String model, int heads, String hardware, long goal) {
      this.model = model;
      this.heads = heads;
      this.hardware = hardware;
      this.goal = goal;
    }

    /// Cycles of the products alone on the plain array, a row of SIDE cells for each of SIDE rows.
    long plainCycles() {
      long width = (long) heads * CHANNELS;
      long rows = Math.ceilDiv(TOKENS, SIDE);
      long linear = 12 * rows * (width / SIDE) * width;
      long scores = rows * rows * CHANNELS;
      long sums = rows * (CHANNELS / SIDE) * TOKENS;
      return linear + heads * (scores + sums);
    }
  }

  private final Path root;

  BlockFigures(Rtl rtl) {
    this.root = rtl.folder().toAbsolutePath().resolveSibling("").normalize();
  }

  List<Figure> measure() {
    return Stream.concat(
            Stream.of(Block.values()).flatMap(block -> measure(block).stream()),
            withZeros().stream())
        .toList();
  }

  /// The block of DeiT-T with a threshold in place of its GELU, and with larger scores, so that
  /// about half of the probabilities and of the operand of FC2 are zero.
  private List<Figure> withZeros() {
    Block block = Block.T;
    return inFolder(folder -> {
      weights(block, folder);
      String text = Files.readString(root.resolve(KERNEL));
      text = replaced(text, "gelu(up)", "relu(up + 0.5)");
      text = replaced(text, "= sum[c](q[i, a, c]", "= 3.5 * sum[c](q[i, a, c]");
      Path kernel = Files.writeString(folder.resolve("vit_block_zeros.hb"), text);
      JsonObject run = simulate(block, kernel, folder);
      String name = "block of DeiT-T with zeros, ";
      long width = (long) block.heads * CHANNELS;
      long cycles = cycles("DeiT-T with zeros", run);
      return List.of(
          Figure.of("block", name + "cycles", (double) cycles, "cycles")
              .atMost((double) GOAL_ZEROS),
          share(name + "zeros of p", run, "attn.y", TOKENS * width),
          share(name + "zeros of FC2's operand", run, "out", 4 * width * width));
    });
  }

  private static String replaced(String text, String old, String replacement) {
    if (!text.contains(old)) {
      throw new Mismatch("text of " + KERNEL, old, "not there");
    }
    return text.replace(old, replacement);
  }

  /// The share of codes that a product skips, where every other code has one digit.
  ///
  /// @param products of a row
  private static Figure share(String name, JsonObject run, String op, long products) {
    for (JsonElement element : run.getAsJsonArray("gemms")) {
      JsonObject gemm = element.getAsJsonObject();
      if (gemm.get("op").getAsString().equals(op)) {
        double made = gemm.get("made").getAsDouble();
        return Figure.of("block", name, 1 - made / (TOKENS * products), "share");
      }
    }
    throw new Mismatch("products of " + op, "some", "none");
  }

  private List<Figure> measure(Block block) {
    return inFolder(folder -> {
      weights(block, folder);
      return figures(block, simulate(block, root.resolve(KERNEL), folder));
    });
  }

  /// What is measured with files of its own.
  private interface Measurement {
    List<Figure> in(Path folder) throws IOException;
  }

  private static List<Figure> inFolder(Measurement measurement) {
    try {
      Path folder = Files.createTempDirectory("halfbyte-bench-");
      try {
        return measurement.in(folder);
      } finally {
        AtomicFiles.delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void weights(Block block, Path folder) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            root.resolve(SCRIPT).toString(),
            "vit_block",
            block.model,
            folder.toString(),
            Integer.toString(PIXELS));
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(SCRIPT + " failed for " + block.model);
      }
    } catch (InterruptedException interrupt) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException(interrupt);
    }
  }

  private JsonObject simulate(Block block, Path kernel, Path folder) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            "sim",
            kernel.toString(),
            "--numerics",
            "w4a4",
            "--hardware",
            block.hardware,
            "--folder",
            folder.toString(),
            "--json");
    if (status != 0) {
      throw new Mismatch("simulation of DeiT-" + block, 0, status + ": " + err);
    }
    return JsonParser.parseString(out.toString()).getAsJsonObject();
  }

  /// Returns the cycles of a run whose bits and cycles are those predicted.
  private static long cycles(String model, JsonObject run) {
    if (!run.get("equal").getAsBoolean()) {
      throw new Mismatch("digest of " + model, run.get("interpreter_digest"), run.get("digest"));
    }
    long cycles = run.get("cycles").getAsLong();
    long predicted = run.get("predicted_cycles").getAsLong();
    if (cycles != predicted) {
      throw new Mismatch("cycles of " + model, predicted, cycles);
    }
    return cycles;
  }

  private static List<Figure> figures(Block block, JsonObject run) {
    long cycles = cycles("DeiT-" + block, run);
    String name = "block of DeiT-" + block + ", ";
    double busy = run.getAsJsonObject("units").getAsJsonObject("mac").get("share").getAsDouble();
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Figure.of("block", name + "cycles", (double) cycles, "cycles")
            .beside((double) block.plainCycles())
            .atMost((double) block.goal));
    figures.add(Figure.of("block", name + "array busy", busy, "share").atLeast(GOAL_BUSY));
    return figures;
  }
}
