package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Single elements through the stages, with gaps between them; normalized elements are chosen, and
/// factors that lead to them.
class NormLaneTest {
  private static final int ADDEND_BITS = 44;

  @ParameterizedTest
  @CsvSource({"4, 0", "8, 0", "4, 1", "8, 1"})
  void elementsBecomeTheCodesOfTheFormula(int actBits, int explicit) {
    Map<String, Integer> parameters = new LinkedHashMap<>();
    parameters.put("ACT_BITS", actBits);
    parameters.put("FACTOR_BITS", ADDEND_BITS - 15);
    parameters.put("ADDEND_BITS", ADDEND_BITS);
    parameters.put("EXPLICIT", explicit);
    Random random = new Random(actBits);
    try (Dut dut = Dut.open(Dut.model("hb_norm_lane", parameters), 1)) {
      for (int step = 0; step < 4000; step++) {
        check(dut, random, actBits);
      }
    }
  }

  private static void check(Dut dut, Random random, int actBits) {
    int q = (short) random.nextInt();
    long multiplier = random.nextLong() >>> (Long.SIZE - 26);
    int shift = 1 + random.nextInt(ADDEND_BITS - 18);
    // Up to 2^15, which only rounding reaches.
    int z = random.nextInt(16) == 0 ? 1 << 15 : (short) random.nextInt() >> random.nextInt(16);
    long product = ((long) z << shift) + (random.nextLong() & ((1L << shift) - 1));
    long addend = product - q * multiplier;
    dut.set("q_i", q & 0xffff).set("multiplier_i", multiplier).set("triple_i", 3 * multiplier);
    dut.set("addend_i", addend & ((1L << ADDEND_BITS) - 1));
    stage(dut, random, 0);
    dut.set("shift_i", shift);
    stage(dut, random, 1);
    int gain = (short) random.nextInt() >> random.nextInt(16);
    long room = (1L << 31) - 1 - 32768L * Math.abs(gain);
    int bias = (int) Math.clamp(random.nextInt() >> random.nextInt(32), -room, room);
    dut.set("gain_i", gain & 0xffff).set("bias_i", bias & 0xffffffffL);
    stage(dut, random, 2);
    int t = 1 + random.nextInt(random.nextBoolean() ? 20 : 62);
    int lo = random.nextInt(1 << (actBits + 1)) - (1 << actBits);
    int hi = lo + random.nextInt((1 << actBits) - lo);
    int zero = random.nextInt(1 << (actBits + 1)) - (1 << actBits);
    boolean absent = random.nextInt(8) == 0;
    dut.set("t_i", t).set("zero_i", zero & 0xffff).set("lo_i", lo & 0xffff);
    dut.set("hi_i", hi & 0xffff).set("absent_i", absent).settle();
    BigInteger scaled = BigInteger.valueOf((long) Math.min(z, 32767) * gain + bias);
    long code = NormRow.shifted(scaled, t).longValueExact() + zero;
    long expected = absent ? zero : Math.clamp(code, lo, hi);
    assertEquals(expected & ((1 << actBits) - 1), dut.get("code_o"), "z " + z + " of " + q);
  }

  /// A cycle of one stage, sometimes after cycles of none.
  private static void stage(Dut dut, Random random, int stage) {
    for (int gap = random.nextInt(6) == 0 ? 2 : 0; gap > 0; gap--) {
      dut.set("stage_i", 0).cycle();
    }
    dut.set("stage_i", 1 << stage).cycle();
    dut.set("stage_i", 0);
  }
}
