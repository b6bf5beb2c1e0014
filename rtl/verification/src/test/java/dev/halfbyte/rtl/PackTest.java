package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows of narrow words with random gaps: each wide word is written once, a cycle behind the word
/// that completes it, and only where words were given.
class PackTest {
  private static final int PLACES = RowTiming.WIDE_WORDS;

  @ParameterizedTest
  @ValueSource(ints = {4, 16, 32})
  void wideWordsAreWrittenWhenComplete(int bits) {
    Random random = new Random(bits);
    try (Dut dut = Dut.open(Dut.model("hb_pack", Map.of("WORD_BITS", bits)), 1)) {
      for (int row = 0; row < 300; row++) {
        run(dut, random, bits);
        if (random.nextInt(20) == 0) {
          dut.set("valid_i", true).set("last_i", false).set("waddr_i", 3).cycle();
          dut.simulation().reset(1);
        }
      }
    }
  }

  private static void run(Dut dut, Random random, int bits) {
    int address = random.nextInt(1 << 15);
    int words = 1 + random.nextInt(40);
    Bits wide = new Bits(PLACES * bits);
    int enable = 0;
    for (int i = 0; i < words; i++, address++) {
      while (random.nextInt(4) == 0) {
        dut.set("valid_i", false).set("last_i", random.nextBoolean()).cycle();
        assertEquals(0, dut.get("we_o"));
      }
      Bits word = Bits.random(random, bits);
      boolean last = i == words - 1;
      dut.set("valid_i", true).set("last_i", last).set("waddr_i", address).set("word_i", word);
      dut.cycle();
      wide.set(address % PLACES * bits, bits, word.get(0, bits));
      enable |= 1 << address % PLACES;
      boolean written = last || address % PLACES == PLACES - 1;
      assertEquals(written, dut.isHigh("we_o"));
      if (written) {
        assertEquals(address / PLACES, dut.get("waddr_o"));
        assertEquals(enable, dut.get("enable_o"));
        for (int place = 0; place < PLACES; place++) {
          if ((enable >> place & 1) != 0) {
            long given = wide.get(place * bits, bits);
            assertEquals(given, dut.bits("wdata_o").get(place * bits, bits), "place " + place);
          }
        }
        enable = 0;
      }
    }
    // Not a second time, whatever the inputs say without valid.
    dut.set("valid_i", false).cycle();
    assertEquals(0, dut.get("we_o"));
  }
}
