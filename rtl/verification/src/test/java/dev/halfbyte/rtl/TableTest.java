package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
  private static final int TAG_BITS = 5;

  @ParameterizedTest
  @CsvSource({"8, 1", "4, 3", "2, 8"})
  void looksUpOrPassesInOneCycle(int elements, int tables) {
    Map<String, Integer> parameters =
        Map.of("ELEMENTS", elements, "TABLES", tables, "TAG_BITS", TAG_BITS);
    Random random = new Random(tables);
    int[] entries = new int[256 * tables];
    try (Dut dut = Dut.open(Dut.model("hb_table", parameters), 1)) {
      for (int word = 0; word < 32 * tables; word++) {
        write(dut, random, entries, word);
        dut.cycle();
      }
      for (int step = 0; step < 3000; step++) {
        boolean valid = random.nextInt(4) > 0;
        boolean enable = random.nextInt(3) > 0;
        boolean signed = random.nextBoolean();
        int table = random.nextInt(tables);
        int tag = random.nextInt(1 << TAG_BITS);
        Bits y = Bits.random(random, elements * 16);
        Bits expected = new Bits(elements * 16);
        for (int e = 0; e < elements; e++) {
          int entry = entries[256 * table + (int) y.get(16 * e, 8)];
          int looked = signed ? (byte) entry : entry;
          expected.set(16 * e, 16, enable ? looked : y.get(16 * e, 16));
        }
        dut.set("enable_i", enable).set("signed_i", signed).set("table_id_i", table);
        dut.set("valid_i", valid).set("tag_i", tag).set("y_i", y);
        dut.set("we_i", false);
        if (random.nextInt(4) == 0) {
          // A lookup in the cycle of a write still sees the old word, computed above.
          write(dut, random, entries, random.nextInt(32 * tables));
        }
        dut.cycle();
        assertEquals(valid, dut.isHigh("valid_o"));
        if (valid) {
          assertEquals(expected, dut.bits("y_o"), "step " + step);
          assertEquals(tag, dut.get("tag_o"));
        }
      }
    }
  }

  private static void write(Dut dut, Random random, int[] entries, int word) {
    Bits data = Bits.random(random, 64);
    for (int e = 0; e < 8; e++) {
      entries[8 * word + e] = (int) data.get(8 * e, 8);
    }
    dut.set("we_i", true).set("waddr_i", word).set("wdata_i", data);
  }
}
