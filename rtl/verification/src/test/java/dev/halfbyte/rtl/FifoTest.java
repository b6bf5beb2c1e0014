package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.sim.verilator.Model;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FifoTest {
  private static final int WIDTH = 70;

  @ParameterizedTest
  @CsvSource({"1, 30, 30", "5, 60, 20", "5, 10, 80"})
  void wordsPassInOrderUnderAnyStall(int depth, int senderPause, int receiverPause) {
    try (Dut dut = Dut.open(model(depth), 1)) {
      QueueModel queue = new QueueModel(dut, WIDTH, depth, depth);
      for (int burst = 0; burst < 40; burst++) {
        queue.run(50, senderPause, receiverPause);
        assertEquals(queue.level(), dut.get("level_o"));
        // Stretches without the one or the other fill and empty the queue.
        queue.run(depth, 0, 100).run(depth, 100, 0);
        assertEquals(queue.level(), dut.get("level_o"));
        if (burst % 10 == 9) {
          queue.reset();
          assertEquals(0, dut.get("level_o"));
        }
      }
    }
  }

  @Test
  void wordsFollowEachOtherWithoutAGap() {
    try (Dut dut = Dut.open(model(5), 1)) {
      assertEquals(100, new QueueModel(dut, WIDTH, 5, 2).run(100, 0, 0).taken());
    }
  }

  private static Model model(int depth) {
    return Dut.model("hb_fifo", Map.of("WIDTH", WIDTH, "DEPTH", depth));
  }
}
