package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What AttentionTest does not see of the units of rows: their ports when they are absent, and the
/// factor memory by itself.
class RowUnitsTest {
  private static final Command.RowSpan ROWS = new Command.RowSpan(0, 4, 3);

  @Test
  void absentUnitsDoNothing() {
    Map<String, Integer> absent = Map.of("SOFTMAX_ROW_MAX", 0, "NORM_ROW_MAX", 0);
    Random random = new Random(1);
    try (Dut dut = Dut.open(Dut.model("hb_row_units", absent), 1)) {
      for (int cycle = 0; cycle < 100; cycle++) {
        dut.set("start_i", random.nextInt(4)).set("factor_re_i", random.nextBoolean());
        dut.set("cmd_i", Bits.random(random, 32 * CommandWord.WORDS)).cycle();
        for (String port : List.of("res_re_o", "act_we_o", "done_o", "factor_rdata_o")) {
          assertEquals(0, dut.get(port), port);
        }
      }
    }
  }

  @Test
  void factorsOfRowsStandAtTheirAddresses() {
    Random random = new Random(2);
    SoftmaxModel model = SoftmaxModel.of(SoftmaxModel.logarithmic(2));
    try (Dut dut = Dut.open(Dut.model("hb_row_units", Map.of()), 1)) {
      for (int d = 0; d < SoftmaxModel.DISTANCES; d++) {
        Bits entry = new Bits(96).set(0, Memory.EXP_BITS, model.entry(d));
        dut.set("exp_we_i", true).set("load_waddr_i", d).set("load_wdata_i", entry).cycle();
      }
      dut.set("exp_we_i", false);
      for (int count = 1; count < 10; count++) {
        Command.Softmax.Late late =
            new Command.Softmax.Late(5, random.nextInt(1 << 16), 1 + random.nextInt(16), -3);
        Command.Softmax softmax =
            new Command.Softmax(
                ROWS, count, Optional.empty(), 3, ROWS, 0, Optional.of(late), Set.of());
        run(dut, softmax);
        // All logits are equal, so the sum is that of the first number.
        int factor = SoftmaxModel.factor((long) count * model.number(0));
        long multiplier = (long) (factor & 0xffff) * late.multiplier() >> late.shift();
        for (int row = 0; row < ROWS.rows(); row++) {
          dut.set("factor_re_i", true).set("factor_raddr_i", late.base() + row).cycle();
          assertEquals(
              ((factor >> 16) + late.offset() & 63L) << 31 | multiplier, dut.get("factor_rdata_o"));
        }
      }
    }
  }

  private static void run(Dut dut, Command.Softmax softmax) {
    List<Integer> encoded = CommandFormat.encode(softmax).words();
    int[] words = encoded.stream().mapToInt(word -> word).toArray();
    dut.set("start_i", 1).set("cmd_i", new Bits(32 * words.length, words)).cycle();
    dut.set("start_i", 0).set("cmd_i", new Bits(32 * words.length));
    Timing timing = new Timing(AcceleratorConfig.preset("edge16").orElseThrow());
    for (long cycle = 1; cycle < timing.busyCycles(softmax); cycle++) {
      assertEquals(0, dut.get("done_o"), "cycle " + cycle);
      dut.cycle();
    }
    assertEquals(1, dut.get("done_o"));
    dut.cycle();
  }
}
