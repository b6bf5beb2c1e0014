package dev.halfbyte.bench.rtl;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.bench.Scratch;
import dev.halfbyte.bench.VitBlock;
import dev.halfbyte.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Whole transformer blocks of 197 tokens, as the compiler schedules them: `halfbyte sim` of the
/// example, with weights of its script, inputs, weights and outputs all over the streams. Beside
/// the cycles stand those that the plain array needs for the products alone.
final class BlockFigures {
  private static final int TOKENS = VitBlock.TOKENS;
  private static final int CHANNELS = 64;
  private static final int SIDE = 16;
  private static final double GOAL_USE = .985;
  private static final long GOAL_ZEROS = 345_000;

  /// Memories that hold a block, and the goal.
  private enum Block {
    T(VitBlock.T, "edge", 410_000),
    S(
        VitBlock.S,
        "edge,act_depth=49152,res_depth=32768,wgt_depth=8192,factor_depth=2048",
        1_500_000),
    B(
        VitBlock.B,
        "edge,act_depth=49152,res_depth=49152,wgt_depth=8192,wgt_side_depth=2048,gain_depth=2048,"
            + "factor_depth=2048,cmd_depth=8192",
        5_750_000);

    private final VitBlock model;
    private final String hardware;
    private final long goal;

    Block(VitBlock model, String hardware, long goal) {
      this.model = model;
      this.hardware = hardware;
      this.goal = goal;
    }

    /// Cycles of the products alone on the plain array, a row of SIDE cells for each of SIDE rows.
    long plainCycles() {
      long width = model.width();
      long rows = Math.ceilDiv(TOKENS, SIDE);
      long linear = 12 * rows * (width / SIDE) * width;
      long scores = rows * rows * CHANNELS;
      long sums = rows * (CHANNELS / SIDE) * TOKENS;
      return linear + model.heads() * (scores + sums);
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
    return Scratch.folder(folder -> {
      block.model.write(root, folder);
      String text = Files.readString(VitBlock.kernel(root));
      text = replaced(text, "gelu(up)", "relu(up + 0.5)");
      text = replaced(text, "= sum[c](q[i, a, c]", "= 3.5 * sum[c](q[i, a, c]");
      Path kernel = Files.writeString(folder.resolve("vit_block_zeros.hb"), text);
      JsonObject run = simulate(block, kernel, folder);
      String name = "block of DeiT-T with zeros, ";
      long width = (long) block.model.width();
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
      throw new Mismatch("text of the block", old, "not there");
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
    return Scratch.folder(folder -> {
      block.model.write(root, folder);
      return figures(block, simulate(block, VitBlock.kernel(root), folder));
    });
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
    double use = block.model.macs() / ((double) SIDE * SIDE * cycles);
    figures.add(Figure.of("block", name + "MAC use", use, "share").atLeast(GOAL_USE));
    figures.add(Figure.of("block", name + "array busy", busy, "share"));
    return figures;
  }
}
