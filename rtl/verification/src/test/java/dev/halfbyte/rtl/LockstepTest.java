package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Engines with passes of random lengths: the next pass begins with the slowest engine of this one,
/// when the rows of the one in front are drained and nothing else keeps it.
class LockstepTest {
  private static final int PASSES = 200;

  private final Random random = new Random(29);

  @ParameterizedTest
  @CsvSource({"2, 1, false", "2, 16, true", "4, 5, false", "4, 16, true"})
  void aPassBeginsWhenTheSlowestHasEndedAndTheLastIsDrained(int engines, int drain, boolean twice) {
    Map<String, Integer> parameters = Map.of("ENGINES", engines, "DRAIN", drain);
    try (Dut dut = Dut.open(Dut.model("hb_lockstep", parameters), 1)) {
      dut.set("start_i", true).set("twice_i", twice).cycle();
      dut.set("start_i", false).set("twice_i", !twice);
      int free = 0;
      int cycle = 0;
      for (int pass = 0; pass < PASSES; pass++) {
        int rows = 1 + random.nextInt(engines);
        int[] ends = random.ints(rows, cycle, cycle + 1 + random.nextInt(3 * drain)).toArray();
        int held = random.nextInt(4) == 0 ? cycle + random.nextInt(4 * drain) : 0;
        boolean ready = false;
        for (; !ready; cycle++) {
          ready = isReady(dut, ends, cycle, held, free);
          dut.cycle();
        }
        free = cycle + (twice ? 2 : 1) * rows * drain - 1;
      }
    }
  }

  /// Sets the inputs of a cycle and compares the output, which it returns.
  private static boolean isReady(Dut dut, int[] ends, int cycle, int held, int free) {
    int waiting = 0;
    for (int engine = 0; engine < ends.length; engine++) {
      waiting |= (ends[engine] <= cycle ? 1 : 0) << engine;
    }
    int active = (1 << ends.length) - 1;
    dut.set("active_i", active).set("wait_i", waiting).set("drain_ready_i", cycle >= held);
    dut.settle();
    boolean expected = waiting == active && cycle >= held && cycle >= free;
    assertEquals(expected, dut.isHigh("ready_o"), "cycle " + cycle);
    return expected;
  }
}
