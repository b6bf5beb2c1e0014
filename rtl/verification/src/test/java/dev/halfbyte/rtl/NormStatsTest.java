package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormStatsTest {
  private static final int SUM_BITS = 23;
  private static final int SQUARE_BITS = 38;

  @ParameterizedTest
  @CsvSource({"2, 0", "2, 1", "1, 1", "4, 1"})
  void rowsOf128ElementsAreSummedUpWithGaps(int elements, int explicit) {
    Map<String, Integer> parameters = new LinkedHashMap<>();
    parameters.put("ELEMENTS", elements);
    parameters.put("ELEMENT_BITS", 16);
    parameters.put("SUM_BITS", SUM_BITS);
    parameters.put("SQUARE_BITS", SQUARE_BITS);
    parameters.put("EXPLICIT", explicit);
    Random random = new Random(elements);
    try (Dut dut = Dut.open(Dut.model("hb_norm_stats", parameters), 1)) {
      for (int row = 0; row < 60; row++) {
        int constant = row == 0 ? Short.MIN_VALUE : row == 1 ? Short.MAX_VALUE : 0;
        long sum = 0;
        long squares = 0;
        for (int part = 0; part < 128 / elements; part++) {
          Bits value = new Bits(16 * elements);
          for (int e = 0; e < elements; e++) {
            int q = constant != 0 ? constant : (short) random.nextInt() >> random.nextInt(16);
            value.set(16 * e, 16, q);
            sum += q;
            squares += (long) q * q;
          }
          dut.set("valid_i", true).set("first_i", part == 0).set("value_i", value).cycle();
          for (int gap = random.nextInt(4) == 0 ? 2 : 0; gap > 0; gap--) {
            dut.set("valid_i", false).set("first_i", random.nextBoolean()).cycle();
          }
          assertEquals(sum, dut.bits("sum_o").getSigned(0, SUM_BITS), "row " + row);
          assertEquals(squares, dut.get("squares_o"), "row " + row);
        }
      }
    }
  }
}
