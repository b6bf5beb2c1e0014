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
        long multiplier = operand(random, bits);
        long multiplicand = operand(random, rowBits - 2);
        long addend = operand(random, sumBits);
        boolean valid = step == 0 || random.nextInt(8) > 0;
        dut.set("valid_i", valid).set("multiplier_i", multiplier & mask(bits));
        dut.set("multiplicand_i", multiplicand & mask(rowBits));
        dut.set("triple_i", 3 * multiplicand & mask(rowBits));
        dut.set("addend_i", addend & mask(sumBits)).cycle();
        long sum = multiplier * multiplicand + addend;
        kept = valid ? sum & mask(sumBits) : kept;
        assertEquals(kept, dut.get("sum_o"), multiplier + " * " + multiplicand);
      }
    }
  }

  /// A signed number of `bits` bits, in one of four at an end of the range.
  private static long operand(Random random, int bits) {
    long any = random.nextLong() >> (Long.SIZE - bits);
    return switch (random.nextInt(12)) {
      case 0 -> 0;
      case 1 -> mask(bits - 1);
      case 2 -> ~mask(bits - 1);
      default -> any;
    };
  }

  private static long mask(int bits) {
    return (1L << bits) - 1;
  }
}
