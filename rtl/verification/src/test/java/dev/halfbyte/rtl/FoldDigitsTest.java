package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random words in every cycle: the codes two cycles later, those that count.
class FoldDigitsTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 8, 16})
  void eachGroupGetsItsCode(int groups) {
    Random random = new Random(groups);
    Bits counted = new Bits(4 * groups);
    try (Dut dut = Dut.open(Dut.model("hb_fold_digits", Map.of("GROUPS", groups)), 1)) {
      for (int cycle = 0; cycle < 1000; cycle++) {
        Bits codes = Bits.random(random, 64);
        boolean fold = random.nextInt(4) > 0;
        boolean last = random.nextBoolean();
        int tail = (2 << random.nextInt(16)) - 1;
        int place = random.nextInt(16 / groups) * groups;
        dut.set("fold_i", fold).set("last_i", last).set("tail_i", tail);
        dut.set("place_i", place).set("codes_i", codes).cycle();
        assertEquals(counted, dut.bits("digits_o"), "cycle " + cycle);
        counted = new Bits(4 * groups);
        for (int g = 0; fold && g < groups; g++) {
          boolean counts = !last || (tail >> place + g & 1) != 0;
          counted.set(4 * g, 4, counts ? codes.get(4 * (place + g), 4) : 0);
        }
      }
    }
  }

  /// Of packed weights two codes are for a cycle, in the first two groups.
  @ParameterizedTest
  @ValueSource(ints = {2, 8, 16})
  void twoGroupsGetTheCodesOfPackedWeights(int groups) {
    Random random = new Random(groups);
    Map<String, Integer> parameters = Map.of("GROUPS", groups, "PACK", 1);
    Bits counted = new Bits(4 * groups);
    try (Dut dut = Dut.open(Dut.model("hb_fold_digits", parameters), 1)) {
      for (int cycle = 0; cycle < 500; cycle++) {
        Bits codes = Bits.random(random, 64);
        boolean packed = random.nextInt(3) > 0;
        boolean last = random.nextBoolean();
        int tail = (2 << random.nextInt(16)) - 1;
        int step = packed ? 2 : groups;
        int place = random.nextInt(16 / step) * step;
        dut.set("fold_i", true).set("pack_i", packed).set("last_i", last).set("tail_i", tail);
        dut.set("place_i", place).set("codes_i", codes).cycle();
        assertEquals(counted, dut.bits("digits_o"), "cycle " + cycle);
        counted = new Bits(4 * groups);
        for (int g = 0; g < step; g++) {
          boolean counts = !last || (tail >> place + g & 1) != 0;
          counted.set(4 * g, 4, counts ? codes.get(4 * (place + g), 4) : 0);
        }
      }
    }
  }
}
