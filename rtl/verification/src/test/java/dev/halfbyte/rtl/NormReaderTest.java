package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every cycle of the read side: addresses, parts, flags, and when the next row begins.
class NormReaderTest {
  private static final int PART_BITS = 6;
  private static final int ROW_CYCLES = 21;

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void rowsBeginInTheirPace(int turnBits) {
    Map<String, Integer> parameters = new LinkedHashMap<>();
    parameters.put("PART_BITS", PART_BITS);
    parameters.put("TURN_BITS", turnBits);
    parameters.put("ROW_CYCLES", ROW_CYCLES);
    Random random = new Random(turnBits);
    try (Dut dut = Dut.open(Dut.model("hb_norm_reader", parameters), 1)) {
      for (int command = 0; command < 60; command++) {
        run(dut, random, turnBits);
      }
    }
  }

  private static void run(Dut dut, Random random, int turnBits) {
    int turns = 1 << turnBits;
    int parts = turns * (1 + random.nextInt((1 << PART_BITS) / turns));
    int rows = 1 + random.nextInt(4);
    int base = random.nextInt(1 << 15);
    int stride = random.nextInt(1 << 10);
    boolean wide = random.nextBoolean();
    dut.set("start_i", true).set("rows_i", rows).set("base_i", base).cycle();
    dut.set("start_i", false).set("rows_i", 0).set("base_i", 0).set("stride_i", stride);
    dut.set("wide_i", wide).set("last_part_i", parts - 1).settle();
    int pace = Math.max(parts, wide ? ROW_CYCLES : ROW_CYCLES - 4);
    int before = -1;
    for (int cycle = 0; cycle < rows * pace + 2; cycle++) {
      int row = cycle / pace;
      int part = row < rows && cycle % pace < parts ? cycle % pace : -1;
      String where = "cycle " + cycle + " of rows of " + parts;
      assertEquals(row < rows, dut.isHigh("running_o"), where);
      assertEquals(part >= 0 && part % turns == 0, dut.isHigh("re_o"), where);
      if (part >= 0) {
        assertEquals(base + row * stride + part / turns, dut.get("raddr_o"), where);
      }
      assertEquals(before >= 0, dut.isHigh("valid_o"), where);
      if (before >= 0) {
        assertEquals(before, dut.get("part_o"), where);
        assertEquals(before == 0, dut.isHigh("first_o"), where);
        assertEquals(before == parts - 1, dut.isHigh("last_o"), where);
      }
      before = part;
      dut.cycle();
    }
  }
}
