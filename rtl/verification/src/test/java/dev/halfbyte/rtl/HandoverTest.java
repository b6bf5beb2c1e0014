package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.sim.verilator.SimulationFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Commands that start at random times, under the drain of another or not, against a queue.
class HandoverTest {
  private static final int CMD_BITS = 32 * CommandWord.WORDS;

  @Test
  void aCommandIsHandedOverWhenTheOneInFrontIsDone() {
    Random random = new Random(3);
    try (Dut dut = Dut.open(Dut.model("hb_handover", Map.of()), 1)) {
      Deque<Bits> started = new ArrayDeque<>();
      Optional<Bits> drained = Optional.empty();
      boolean release = false;
      for (int cycle = 0; cycle < 4000; cycle++) {
        boolean pending = !started.isEmpty();
        boolean start = !pending && random.nextInt(4) == 0;
        boolean done = !release && drained.isPresent() && random.nextInt(5) == 0;
        Bits command = Bits.random(random, CMD_BITS);
        dut.set("start_i", start).set("cmd_i", command).set("done_i", done).settle();
        if (start) {
          started.add(command);
        }
        boolean given = release || start && drained.isEmpty();
        assertEquals(pending, dut.isHigh("pending_o"), "cycle " + cycle);
        assertEquals(given, dut.isHigh("start_o"), "cycle " + cycle);
        if (given) {
          drained = Optional.of(started.remove());
          assertEquals(drained.get(), dut.bits("cmd_o"), "cycle " + cycle);
        } else if (done && started.isEmpty()) {
          drained = Optional.empty();
        }
        release = done && !started.isEmpty();
        dut.cycle();
      }
    }
  }

  @Test
  void aThirdCommandFailsAnAssertion() {
    try (Dut dut = Dut.open(Dut.model("hb_handover", Map.of()), 1)) {
      dut.set("start_i", true).cycle();
      dut.cycle();
      assertThrows(SimulationFailure.class, dut::cycle);
    }
  }
}
