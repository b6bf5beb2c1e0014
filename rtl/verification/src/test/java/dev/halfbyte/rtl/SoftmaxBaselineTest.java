package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.verilator.Design;
import dev.halfbyte.sim.verilator.ToolProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The softmax with exponential table, reciprocal and multiplier that `hb_softmax_core` is compared
/// with: it is one, and takes more than three times the cells.
class SoftmaxBaselineTest {
  private static final String BASELINE = "tb_softmax_baseline";
  private static final Pattern CELLS = Pattern.compile("Number of cells: +(\\d+)");

  @Test
  void theBaselineGivesTheNearestCodeOfEachProbability() {
    Random random = new Random(1);
    Design design = Design.of(BASELINE, sources(BASELINE).toArray(Path[]::new));
    try (Dut dut = Dut.open(Dut.model(design), 1)) {
      dut.set("zero_i", 15).set("sum_present_i", 1).set("max_present_i", 1);
      dut.set("code_present_i", 1);
      for (int row = 0; row < 50; row++) {
        int[] logits = random.ints(1 + random.nextInt(200), -100, 100).toArray();
        check(dut, logits);
      }
    }
  }

  private static void check(Dut dut, int[] logits) {
    List<Integer> exponentials = new ArrayList<>();
    for (String pass : List.of("max", "sum")) {
      for (int i = 0; i < logits.length + 3; i++) {
        boolean valid = i < logits.length;
        dut.set(pass + "_valid_i", valid).set(pass + "_last_i", i == logits.length - 1);
        dut.set(pass + "_logit_i", valid ? logits[i] & 0xffff : 0);
        int index = (int) dut.get("table_index_o");
        dut.cycle();
        dut.set("table_rdata_i", exponential(index)).settle();
        if (dut.isHigh("exp_valid_o")) {
          exponentials.add((int) dut.get("exp_o"));
        }
      }
    }
    for (int i = 0; i < 20; i++) {
      dut.cycle();
    }
    List<Integer> codes = new ArrayList<>();
    for (int i = 0; i < logits.length + 3; i++) {
      boolean valid = i < logits.length;
      dut.set("code_valid_i", valid).set("code_last_i", i == logits.length - 1);
      dut.set("code_exp_i", valid ? exponentials.get(i) : 0).cycle();
      if (dut.isHigh("valid_o")) {
        codes.add((int) dut.get("code_o"));
      }
    }
    assertEquals(expected(logits), codes);
  }

  private static int exponential(int distance) {
    return (int) Math.round(65535 * Math.pow(2, -distance / 16.0));
  }

  private static List<Integer> expected(int[] logits) {
    int[] e = Arrays.stream(SoftmaxModel.distances(logits)).map(d -> exponential(d)).toArray();
    int factor = SoftmaxModel.factor(Arrays.stream(e).asLongStream().sum());
    int shift = factor >> 16;
    return Arrays.stream(e)
        .map(x -> (int) ((long) x * (factor & 0xffff) + (1L << shift - 1) >> shift))
        .map(p -> p == 0 ? 15 : Math.min(15, 16 - nearestExponent(p)))
        .boxed()
        .toList();
  }

  /// The exponent of the nearest power of two, of two the larger.
  private static int nearestExponent(int number) {
    int index = 31 - Integer.numberOfLeadingZeros(number);
    return 2 * number >= 3 << index ? index + 1 : index;
  }

  @Test
  void theCoreTakesAThirdOfItsCells() {
    int core = cells("hb_softmax_core", "chparam -set LANES 1 hb_softmax_core; ");
    int baseline = cells(BASELINE, "");
    assertTrue(3 * core <= baseline, core + " cells, baseline " + baseline);
  }

  private static int cells(String module, String parameters) {
    String files = String.join(" ", RtlTools.arguments(sources(module)));
    String script =
        "read_verilog -sv %s; %ssynth -flatten -top %s; stat".formatted(files, parameters, module);
    ToolProcess result = RtlTools.run("yosys", "yosys", List.of("-p", script));
    assertEquals(0, result.exitCode(), result.output());
    List<String> counts =
        CELLS.matcher(result.output()).results().map((MatchResult m) -> m.group(1)).toList();
    return Integer.parseInt(counts.getLast());
  }

  private static List<Path> sources(String module) {
    if (!module.equals(BASELINE)) {
      return RtlSources.of(module);
    }
    Set<Path> files = new LinkedHashSet<>();
    Stream.of("hb_leading_one", "hb_reciprocal").forEach(part -> files.addAll(RtlSources.of(part)));
    files.add(RtlSources.testbench(BASELINE));
    return List.copyOf(files);
  }
}
