package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values of few bits and multipliers of few bits behind zeros: the result of the record as it is
/// written, from a lane that has the bits without the zeros.
class RequantLaneTest {
  private static final int LATENCY = 5;
  private static final int ACC_BITS = 24;

  @ParameterizedTest
  @CsvSource({"33, 31", "26, 31", "26, 16", "25, 9", "33, 8"})
  void narrowRecordsNeedFewBits(int valueBits, int multBits) {
    Random random = new Random(valueBits);
    Map<String, Integer> parameters = Map.of("VALUE_BITS", valueBits, "MULT_BITS", multBits);
    try (Dut dut = Dut.open(Dut.model("hb_requant_lane", parameters), 1)) {
      for (int command = 0; command < 40; command++) {
        Epilogue epilogue = configure(dut, random);
        Deque<OptionalInt> pipeline = new ArrayDeque<>();
        int stages = 0;
        for (int cycle = 0; cycle < 60; cycle++) {
          boolean valid = cycle < 50 && random.nextInt(3) > 0;
          stages = (stages << 1 | (valid ? 1 : 0)) & 31;
          dut.set("stage_i", stages);
          int y = drive(dut, random, epilogue, valueBits, multBits);
          pipeline.add(valid ? OptionalInt.of(y) : OptionalInt.empty());
          dut.cycle();
          if (pipeline.size() == LATENCY) {
            OptionalInt expected = pipeline.remove();
            if (expected.isPresent()) {
              assertEquals(expected.getAsInt(), (short) dut.get("y_o"), epilogue.toString());
            }
          }
        }
      }
    }
  }

  private static Epilogue configure(Dut dut, Random random) {
    int a = (short) random.nextInt();
    int b = (short) random.nextInt();
    Epilogue.Residual residual =
        new Epilogue.Residual(
            0, 0, random.nextInt() >>> 1 + random.nextInt(16), (short) random.nextInt());
    boolean added = random.nextBoolean();
    int zero = (short) random.nextInt();
    dut.set("residual_enable_i", added).set("zero_i", zero);
    dut.set("lo_i", Math.min(a, b)).set("hi_i", Math.max(a, b));
    dut.set("m2_i", residual.multiplier()).set("z2_i", residual.zero());
    dut.set("m2_triple_i", 3L * residual.multiplier());
    return new Epilogue(
        Destination.RES,
        0,
        zero,
        Math.min(a, b),
        Math.max(a, b),
        added ? Optional.of(residual) : Optional.empty(),
        Optional.empty());
  }

  /// Sets operands, and returns what the record gives whose multiplier has zeros at its end.
  private static int drive(Dut dut, Random random, Epilogue epilogue, int valueBits, int multBits) {
    int value = random.nextInt() >> Integer.SIZE - ACC_BITS + random.nextInt(ACC_BITS - 2);
    int bias = random.nextInt() >> Integer.SIZE - Math.min(Integer.SIZE, valueBits - 1);
    bias /= 2;
    int residual = (short) random.nextInt();
    int mult = random.nextInt(1 << multBits - 1) << 1 | 1;
    boolean plain = epilogue.residual().isEmpty();
    // With a residual both products share the shift.
    int zeros = plain ? random.nextInt(Integer.SIZE - multBits) : 0;
    int shift = 1 + random.nextInt(62 - zeros);
    dut.set("value_i", value & (1 << ACC_BITS) - 1).set("bias_i", bias & 0xffffffffL);
    dut.set("mult_i", mult).set("shift_i", shift).set("residual_i", residual & 0xffff);
    return new Requantize(bias, mult << zeros, shift + zeros)
        .apply(value, Requantize.side(epilogue, residual), epilogue);
  }
}
