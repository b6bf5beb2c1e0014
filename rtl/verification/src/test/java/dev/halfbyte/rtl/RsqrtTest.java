package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Digits of reciprocal roots of numbers of every width, and the cycle of each.
class RsqrtTest {
  @ParameterizedTest
  @ValueSource(ints = {34, 50, 62})
  void theDigitsAreThoseOfTheLargestRoot(int valueBits) {
    Random random = new Random(valueBits);
    try (Dut dut = Dut.open(Dut.model("hb_rsqrt", Map.of("VALUE_BITS", valueBits)), 1)) {
      for (int bits = 1; bits <= valueBits; bits++) {
        long top = 1L << (bits - 1);
        check(dut, top, valueBits, random);
        check(dut, 2 * (top - 1) + 1, valueBits, random);
        check(dut, Math.min(top + 1, 2 * (top - 1) + 1), valueBits, random);
        for (int step = 0; step < 12; step++) {
          check(dut, top | (random.nextLong() & (top - 1)), valueBits, random);
        }
      }
      // The mantissas around the squares, where a digit turns.
      for (int root = 1 << 15; root < 1 << 16; root += 1 + random.nextInt(400)) {
        BigInteger square = BigInteger.valueOf(root).pow(2);
        long mantissa = BigInteger.ONE.shiftLeft(62).divide(square).longValueExact();
        for (long near = -1; near <= 1; near++) {
          check(dut, Math.max(mantissa + near, 1) << (valueBits - 34), valueBits, random);
        }
      }
    }
  }

  private static void check(Dut dut, long value, int valueBits, Random random) {
    boolean wide = random.nextBoolean();
    int digits = wide ? 16 : 12;
    int normalize = (valueBits - 2) / 8 + 3;
    dut.set("start_i", true).set("wide_i", wide).set("value_i", value).cycle();
    dut.set("start_i", false).set("value_i", random.nextLong() >>> (Long.SIZE - valueBits));
    long root = 0;
    for (int cycle = 1; cycle <= normalize + 1 + digits; cycle++) {
      int digit = cycle - normalize - 2;
      String where = value + " in cycle " + cycle;
      assertEquals(digit == -1, dut.isHigh("normalized_o"), where);
      assertEquals(digit >= 0, dut.isHigh("digit_valid_o"), where);
      assertEquals(digit == digits - 1, dut.isHigh("digit_last_o"), where);
      root = digit >= 0 ? 2 * root + dut.get("digit_o") : 0;
      if (digit >= -1) {
        assertEquals((63 - Long.numberOfLeadingZeros(value)) / 2, dut.get("octave_o"), where);
      }
      dut.cycle();
    }
    assertEquals(NormRow.reciprocalRoot(BigInteger.valueOf(value), digits), root, "of " + value);
  }
}
