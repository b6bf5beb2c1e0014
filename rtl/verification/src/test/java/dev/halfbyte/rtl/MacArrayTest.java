package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random control in every cycle against a cycle-exact model: gaps, restarts, drains while adding.
class MacArrayTest {
  private static final int CYCLES = 3000;

  @ParameterizedTest
  @CsvSource({
    "8, 8, 1, 8, 4, 24",
    "1, 16, 4, 4, 4, 24",
    "4, 4, 2, 8, 8, 32",
    "3, 5, 1, 4, 8, 25",
  })
  void accumulatesAndDrains(int rows, int cols, int lanes, int actBits, int wgtBits, int accBits) {
    Map<String, Integer> parameters = new LinkedHashMap<>();
    parameters.put("ROWS", rows);
    parameters.put("COLS", cols);
    parameters.put("LANES", lanes);
    parameters.put("ACT_BITS", actBits);
    parameters.put("WGT_BITS", wgtBits);
    parameters.put("ACC_BITS", accBits);
    Random random = new Random(rows * 31L + cols);
    int[][] acc = new int[rows][cols];
    int[][] shadow = new int[rows][cols];
    Bits drained = new Bits(rows * lanes * accBits);
    try (Dut dut = Dut.open(Dut.model("hb_mac_array", parameters), 1)) {
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        boolean start = cycle == 0;
        boolean enable = start || random.nextInt(4) > 0;
        boolean first = start || random.nextInt(12) == 0;
        boolean last = start || random.nextInt(6) == 0;
        boolean drain = cycle == 1 || cycle > 1 && random.nextBoolean();
        boolean signed = random.nextBoolean();
        int column = random.nextInt(cols / lanes);
        Bits act = Bits.random(random, rows * lanes * actBits);
        Bits wgt = Bits.random(random, cols * lanes * wgtBits);
        dut.set("en_i", enable).set("first_i", first).set("last_i", last);
        dut.set("act_signed_i", signed).set("act_i", act).set("wgt_i", wgt);
        dut.set("drain_i", drain).set("drain_col_i", column).cycle();
        for (int i = 0; drain && i < rows * lanes; i++) {
          int value = shadow[i / lanes][column * lanes + i % lanes];
          drained.set(i * accBits, accBits, value);
        }
        for (int r = 0; enable && r < rows; r++) {
          for (int c = 0; c < cols; c++) {
            long sum = first ? 0 : acc[r][c];
            for (int l = 0; l < lanes; l++) {
              int at = (r * lanes + l) * actBits;
              long code = signed ? act.getSigned(at, actBits) : act.get(at, actBits);
              sum += code * wgt.getSigned((c * lanes + l) * wgtBits, wgtBits);
            }
            acc[r][c] = (int) (sum << (64 - accBits) >> (64 - accBits));
            shadow[r][c] = last ? acc[r][c] : shadow[r][c];
          }
        }
        if (cycle > 0) {
          assertEquals(drained, dut.bits("drain_o"), "cycle " + cycle);
        }
      }
    }
  }
}
