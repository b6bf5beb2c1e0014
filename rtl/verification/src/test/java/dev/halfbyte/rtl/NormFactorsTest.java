package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The factors of random rows against their formulas, one row right behind the other.
class NormFactorsTest {
  @ParameterizedTest
  @ValueSource(ints = {128, 1024})
  void factorsAreThoseOfTheRowAfterAFixedTime(int rowMax) {
    int rowBits = Integer.numberOfTrailingZeros(rowMax);
    Map<String, Integer> parameters = new LinkedHashMap<>();
    parameters.put("SUM_BITS", 16 + rowBits);
    parameters.put("SQUARE_BITS", 31 + rowBits);
    parameters.put("VALUE_BITS", 2 * Math.max(rowBits, 9) + 32);
    parameters.put("ADDEND_BITS", 34 + rowBits);
    NormTiming timing = new NormTiming(4, 2, rowMax);
    Random random = new Random(rowMax);
    try (Dut dut = Dut.open(Dut.model("hb_norm_factors", parameters), 1)) {
      for (int step = 0; step < 300; step++) {
        int count = step == 0 ? rowMax : 1 + random.nextInt(rowMax);
        int spread = 1 << random.nextInt(17);
        int mean = (short) random.nextInt();
        int[] row = new int[count];
        for (int c = 0; c < count; c++) {
          row[c] = (short) Math.clamp(mean + random.nextInt(spread), -32768, 32767);
        }
        check(dut, random, row, timing, 34 + rowBits);
      }
    }
  }

  private static void check(Dut dut, Random random, int[] row, NormTiming timing, int bits) {
    boolean rms = random.nextBoolean();
    boolean wide = random.nextBoolean();
    int rootBits = wide ? 16 : 12;
    int fractionBits = random.nextInt(rootBits);
    long guard = 1 + (random.nextLong() & ((1L << random.nextInt(48)) - 1));
    NormRow model = new NormRow(row, rms, guard);
    dut.set("start_i", true).set("rms_i", rms).set("wide_i", wide);
    dut.set("fraction_bits_i", fractionBits).set("count_i", row.length).set("guard_i", guard);
    dut.set("sum_i", model.sum() & ((1L << (bits - 18)) - 1)).set("squares_i", model.squares());
    dut.cycle();
    dut.set("start_i", false).set("sum_i", 1).set("squares_i", 2);
    for (int cycle = 1; cycle < timing.factorCycles(rootBits); cycle++) {
      assertEquals(0, dut.get("done_o"), "done in cycle " + cycle);
      dut.cycle();
    }
    assertEquals(1, dut.get("done_o"));
    long root = NormRow.reciprocalRoot(model.variance(), rootBits);
    int shift = rootBits + model.octave() - fractionBits;
    long taken = rms ? 0 : model.sum();
    BigInteger addend =
        BigInteger.ONE
            .shiftLeft(shift - 1)
            .subtract(BigInteger.valueOf(taken).multiply(BigInteger.valueOf(root)));
    assertEquals(shift, dut.get("shift_o"));
    assertEquals(row.length * root, dut.get("multiplier_o"));
    assertEquals(addend.longValue() & ((1L << bits) - 1), dut.get("addend_o"));
  }
}
