package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReciprocalTest {
  @ParameterizedTest
  @ValueSource(ints = {18, 26, 32})
  void everyStartGivesItsFactorSixteenCyclesLater(int width) {
    Random random = new Random(width);
    try (Dut dut = Dut.open(Dut.model("hb_reciprocal", Map.of("WIDTH", width)), 1)) {
      for (int bits = 1; bits <= width; bits++) {
        check(dut, random, width, 1L << bits - 1);
        check(dut, random, width, (1L << bits) - 1);
        for (int i = 0; i < 20; i++) {
          check(dut, random, width, 1L << bits - 1 | random.nextLong(1L << bits - 1));
        }
      }
    }
  }

  /// A division behind a random pause, often none.
  private static void check(Dut dut, Random random, int width, long number) {
    int index = 63 - Long.numberOfLeadingZeros(number);
    for (int pause = random.nextInt(4) - 2; pause > 0; pause--) {
      dut.cycle();
      assertEquals(0, dut.get("valid_o"));
    }
    dut.set("start_i", true).set("index_i", index).set("normal_i", number << width - 1 - index);
    dut.cycle();
    dut.set("start_i", false).set("index_i", 0).set("normal_i", 0);
    for (int cycle = 1; cycle < 16; cycle++) {
      assertEquals(0, dut.get("valid_o"), "cycle " + cycle);
      dut.cycle();
    }
    assertEquals(1, dut.get("valid_o"));
    assertEquals(SoftmaxModel.factor(number), dut.get("factor_o"), "number " + number);
  }
}
