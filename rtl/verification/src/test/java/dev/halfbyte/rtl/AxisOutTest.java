package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.sim.verilator.Model;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random pauses on both handshakes: order, tlast, stability of what is offered, and full rate.
class AxisOutTest {
  private static final int WORD_BEATS = 4;

  private record Beat(long data, boolean last) {}

  @ParameterizedTest
  @CsvSource({"0, 0", "60, 20", "10, 80"})
  void wordsBecomeBeatsLeastSignificantFirst(int inputPause, int outputPause) {
    Model model = Dut.model("hb_axis_out", Map.of("WORD_BEATS", WORD_BEATS));
    Random random = new Random(4);
    Deque<Beat> expected = new ArrayDeque<>();
    boolean offering = false;
    try (Dut dut = Dut.open(model, 1)) {
      for (int cycle = 0; cycle < 4000; cycle++) {
        if (!offering) {
          offering = random.nextInt(100) >= inputPause;
          int beats = 1 + random.nextInt(WORD_BEATS);
          Bits word = Bits.random(random, 64 * WORD_BEATS);
          dut.set("word_valid_i", offering).set("beats_i", beats - 1);
          dut.set("word_i", word).set("last_i", random.nextBoolean());
        }
        boolean ready = random.nextInt(100) >= outputPause;
        dut.set("m_axis_tready", ready).settle();
        boolean valid = dut.isHigh("m_axis_tvalid");
        assertEquals(!expected.isEmpty(), valid, "cycle " + cycle);
        if (valid) {
          Beat offered = new Beat(dut.get("m_axis_tdata"), dut.isHigh("m_axis_tlast"));
          assertEquals(expected.element(), offered, "cycle " + cycle);
          if (ready) {
            expected.remove();
          }
        }
        if (offering && dut.isHigh("word_ready_o")) {
          queue(dut, expected);
          offering = false;
        }
        dut.cycle();
      }
    }
  }

  @Test
  void wordsFollowEachOtherWithoutAGap() {
    Model model = Dut.model("hb_axis_out", Map.of("WORD_BEATS", WORD_BEATS));
    try (Dut dut = Dut.open(model, 1)) {
      dut.set("word_valid_i", true).set("beats_i", 1).set("m_axis_tready", true).cycle();
      for (int cycle = 0; cycle < 50; cycle++) {
        assertEquals(1, dut.get("m_axis_tvalid"));
        assertEquals(cycle % 2, dut.get("word_ready_o"));
        dut.cycle();
      }
    }
  }

  private static void queue(Dut dut, Deque<Beat> expected) {
    int beats = 1 + (int) dut.get("beats_i");
    for (int beat = 0; beat < beats; beat++) {
      boolean last = beat == beats - 1 && dut.isHigh("last_i");
      expected.add(new Beat(dut.bits("word_i").beat(beat), last));
    }
  }
}
