package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random operands with random gaps against the arithmetic in unbounded integers.
class RequantTest {
  private static final int LATENCY = 5;

  /// What leaves the pipeline in a cycle; empty vectors stand for a gap.
  private record Result(boolean valid, int tag, Bits y) {}

  @ParameterizedTest
  @CsvSource({"8, 1, 24, 0", "4, 4, 32, 0", "8, 2, 25, 0", "4, 4, 32, 1", "4, 2, 24, 1"})
  void givesTheExactResultFiveCyclesLater(int elements, int lanes, int accBits, int explicit) {
    Map<String, Integer> parameters = new LinkedHashMap<>();
    parameters.put("ELEMENTS", elements);
    parameters.put("LANES", lanes);
    parameters.put("ACC_BITS", accBits);
    parameters.put("TAG_BITS", 9);
    parameters.put("EXPLICIT", explicit);
    Random random = new Random(accBits);
    try (Dut dut = Dut.open(Dut.model("hb_requant", parameters), 1)) {
      for (int command = 0; command < 60; command++) {
        boolean broadcast = random.nextBoolean();
        Epilogue epilogue = epilogue(random);
        configure(dut, broadcast, epilogue);
        Deque<Result> pipeline = new ArrayDeque<>();
        for (int cycle = 0; cycle < 60; cycle++) {
          boolean valid = cycle < 50 && random.nextInt(3) > 0;
          pipeline.add(drive(dut, random, valid, broadcast, epilogue, elements, lanes, accBits));
          dut.cycle();
          if (pipeline.size() == LATENCY) {
            Result expected = pipeline.remove();
            assertEquals(expected.valid(), dut.isHigh("valid_o"), "cycle " + cycle);
            if (expected.valid()) {
              assertEquals(expected.y(), dut.bits("y_o"), "command " + command + " " + epilogue);
              assertEquals(expected.tag(), dut.get("tag_o"));
            }
          }
        }
      }
    }
  }

  private static Epilogue epilogue(Random random) {
    int a = (short) random.nextInt();
    int b = (short) random.nextInt();
    Epilogue.Residual residual =
        new Epilogue.Residual(0, 0, random.nextInt() >>> 1, (short) random.nextInt());
    return new Epilogue(
        Destination.RES,
        0,
        (short) random.nextInt(),
        Math.min(a, b),
        Math.max(a, b),
        random.nextBoolean() ? Optional.of(residual) : Optional.empty(),
        Optional.empty());
  }

  private static void configure(Dut dut, boolean broadcast, Epilogue epilogue) {
    dut.set("broadcast_i", broadcast).set("residual_enable_i", epilogue.residual().isPresent());
    dut.set("zero_i", epilogue.zero()).set("lo_i", epilogue.lo()).set("hi_i", epilogue.hi());
    epilogue
        .residual()
        .ifPresent(residual -> dut.set("m2_i", residual.multiplier()).set("z2_i", residual.zero()));
  }

  private static Result drive(
      Dut dut,
      Random random,
      boolean valid,
      boolean broadcast,
      Epilogue epilogue,
      int elements,
      int lanes,
      int accBits) {
    Requantize[] records = new Requantize[lanes];
    Bits par = new Bits(lanes * Memory.RECORD_BITS);
    for (int l = 0; l < lanes; l++) {
      records[l] = record(random, accBits);
      records[l].write(par, l * Memory.RECORD_BITS);
    }
    Bits value = Bits.random(random, elements * accBits);
    Bits residual = Bits.random(random, elements * 16);
    int tag = random.nextInt(512);
    dut.set("valid_i", valid).set("tag_i", tag).set("value_i", value);
    dut.set("par_i", par).set("residual_i", residual);
    Bits y = new Bits(elements * 16);
    for (int e = 0; e < elements; e++) {
      int v = (int) value.getSigned(e * accBits, accBits);
      int r = (int) residual.getSigned(e * 16, 16);
      Requantize record = records[broadcast ? 0 : e % lanes];
      y.set(e * 16, 16, record.apply(v, Requantize.side(epilogue, r), epilogue));
    }
    return new Result(valid, tag, y);
  }

  /// Half of the records spread results over the clamp range, half are anything that is allowed.
  private static Requantize record(Random random, int accBits) {
    return random.nextBoolean()
        ? Requantize.random(random, accBits)
        : new Requantize(random.nextInt() >> 2, random.nextInt() >>> 1, random.nextInt(63));
  }
}
