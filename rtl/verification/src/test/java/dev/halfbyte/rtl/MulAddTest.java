package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random and extreme operands, both forms of the product.
class MulAddTest {
  @ParameterizedTest
  @CsvSource({
    "16, 18, 32, 0",
    "16, 18, 32, 1",
    "16, 29, 44, 0",
    "16, 29, 44, 1",
    "4, 6, 9, 1",
    "16, 34, 36, 1"
  })
  void theSumIsThatOfTheProductAndTheAddend(int bits, int rowBits, int sumBits, int explicit) {
    Map<String, Integer> parameters = new LinkedHashMap<>();
    parameters.put("MULTIPLIER_BITS", bits);
    parameters.put("ROW_BITS", rowBits);
    parameters.put("SUM_BITS", sumBits);
    parameters.put("EXPLICIT", explicit);
    Random random = new Random(sumBits);
    try (Dut dut = Dut.open(Dut.model("hb_mul_add", parameters), 1)) {
      long kept = 0;
      for (int step = 0; step < 4000; step++) {
        long multiplier = Factors.signed(random, bits);
        long multiplicand = Factors.signed(random, rowBits - 2);
        long addend = Factors.signed(random, sumBits);
        boolean valid = step == 0 || random.nextInt(8) > 0;
        dut.set("valid_i", valid).set("multiplier_i", multiplier & Factors.mask(bits));
        dut.set("multiplicand_i", multiplicand & Factors.mask(rowBits));
        dut.set("triple_i", 3 * multiplicand & Factors.mask(rowBits));
        dut.set("addend_i", addend & Factors.mask(sumBits)).cycle();
        long sum = multiplier * multiplicand + addend;
        kept = valid ? sum & Factors.mask(sumBits) : kept;
        assertEquals(kept, dut.get("sum_o"), multiplier + " * " + multiplicand);
      }
    }
  }
}
