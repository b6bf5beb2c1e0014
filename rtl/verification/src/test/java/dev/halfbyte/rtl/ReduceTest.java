package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Groups of random words with gaps between them, and words that pass as they are.
class ReduceTest {
  private final Random random = new Random(9);

  @ParameterizedTest
  @CsvSource({"4, 24", "1, 8", "8, 32"})
  void groupsBecomeOneWord(int elements, int bits) {
    Map<String, Integer> parameters = Map.of("ELEMENTS", elements, "ACC_BITS", bits);
    try (Dut dut = Dut.open(Dut.model("hb_reduce", parameters), 1)) {
      for (int group = 0; group < 300; group++) {
        int code = random.nextInt(4);
        int words = 1 + random.nextInt(6);
        int[] expected = new int[elements];
        for (int n = 0; n < words; n++) {
          for (int gap = random.nextInt(3); gap > 1; gap--) {
            dut.set("valid_i", false).settle();
            assertEquals(0, dut.get("valid_o"));
            dut.cycle();
          }
          Bits word = Bits.random(random, elements * bits);
          for (int e = 0; e < elements; e++) {
            int value = (int) word.getSigned(e * bits, bits);
            boolean alone = code == 0 || n == 0;
            int all = alone ? value : Reduction.Kind.of(code).apply(expected[e], value);
            expected[e] = all << Integer.SIZE - bits >> Integer.SIZE - bits;
          }
          dut.set("valid_i", true).set("kind_i", code).set("first_i", n == 0);
          dut.set("end_i", n == words - 1).set("value_i", word).settle();
          assertEquals(code == 0 || n == words - 1, dut.isHigh("valid_o"));
          if (dut.isHigh("valid_o")) {
            check(dut.bits("value_o"), expected, bits, "group " + group);
          }
          dut.cycle();
        }
      }
    }
  }

  private static void check(Bits word, int[] expected, int bits, String where) {
    for (int e = 0; e < expected.length; e++) {
      assertEquals(expected[e], word.getSigned(e * bits, bits), where);
    }
  }
}
