package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.sim.verilator.Model;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkidTest {
  private static final int WIDTH = 37;

  @ParameterizedTest
  @CsvSource({"0, 0", "60, 20", "10, 80", "50, 50"})
  void wordsPassInOrderUnderAnyStall(int senderPause, int receiverPause) {
    try (Dut dut = Dut.open(model(), 1)) {
      QueueModel queue = new QueueModel(dut, WIDTH, 2, senderPause);
      queue.run(2000, senderPause, receiverPause).reset();
      queue.run(2000, senderPause, receiverPause);
    }
  }

  @Test
  void readyIsARegisterAndTheRateIsAWordACycle() {
    try (Dut dut = Dut.open(model(), 1)) {
      assertEquals(50, new QueueModel(dut, WIDTH, 2, 1).run(50, 0, 0).taken());
      for (int ready = 0; ready < 2; ready++) {
        dut.set("ready_i", ready).settle();
        assertEquals(1, dut.get("ready_o"), "the receiver is not seen in the same cycle");
      }
    }
  }

  private static Model model() {
    return Dut.model("hb_skid", Map.of("WIDTH", WIDTH));
  }
}
