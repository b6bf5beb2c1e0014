package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowFactorTest {
  private static final int CYCLES = 16;
  private static final int TAG_BITS = 17;

  private final Random random = new Random(23);

  @Test
  void everyStartGivesItsFactorSixteenCyclesLater() {
    try (Dut dut = Dut.open(Dut.model("hb_row_factor", Map.of("TAG_BITS", TAG_BITS)), 1)) {
      for (int command = 0; command < 200; command++) {
        int scale = random.nextInt(4) == 0 ? 65535 : random.nextInt(1 << 16);
        int cut = 1 + random.nextInt(16);
        int offset = random.nextInt(-64, 64);
        dut.set("configure_i", true).set("scale_i", scale).set("cut_i", cut);
        dut.set("offset_i", offset & 63).cycle();
        dut.set("configure_i", false).set("scale_i", 0).set("cut_i", 0).set("offset_i", 0);
        for (int row = 0; row < 3; row++) {
          row(dut, scale, cut, offset);
        }
      }
    }
  }

  /// A row behind a random pause, often none.
  private void row(Dut dut, int scale, int cut, int offset) {
    for (int pause = random.nextInt(4) - 2; pause > 0; pause--) {
      dut.cycle();
      assertEquals(0, dut.get("valid_o"));
    }
    int reciprocal = random.nextInt(4) == 0 ? 65535 : 1 << 15 | random.nextInt(1 << 15);
    int exponent = random.nextInt(64);
    int tag = random.nextInt(1 << TAG_BITS);
    dut.set("start_i", true).set("factor_i", exponent << 16 | reciprocal).set("tag_i", tag).cycle();
    dut.set("start_i", false).set("factor_i", 0).set("tag_i", 0);
    for (int cycle = 1; cycle < CYCLES; cycle++) {
      assertEquals(0, dut.get("valid_o"), "cycle " + cycle);
      dut.cycle();
    }
    long shift = (long) exponent + offset & 63;
    assertEquals(1, dut.get("valid_o"));
    assertEquals(tag, dut.get("tag_o"));
    assertEquals(shift << 31 | (long) reciprocal * scale >> cut, dut.get("factor_o"));
  }
}
