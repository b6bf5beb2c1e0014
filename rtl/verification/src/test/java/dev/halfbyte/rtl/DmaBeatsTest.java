package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DmaBeatsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16, 256})
  void theEndsOfBurstsAndTransfersAreKnown(int maxBurst) {
    Random random = new Random(maxBurst);
    try (Dut dut = Dut.open(Dut.model("hb_dma_beats", Map.of("MAX_BURST", maxBurst)), 2)) {
      for (int transfer = 0; transfer < 60; transfer++) {
        int offset = random.nextInt(256);
        int beats = random.nextInt(3 * maxBurst + 3);
        dut.set("start_i", true).set("offset_i", offset).set("beats_i", beats);
        dut.set("step_i", false).cycle();
        dut.set("start_i", false).set("offset_i", random.nextInt(256));
        for (int beat = 0; beat < beats; ) {
          boolean last = beat + 1 == beats;
          assertEquals(1, dut.get("active_o"));
          assertEquals(last, dut.isHigh("final_o"));
          assertEquals(last || (offset + beat + 1) % maxBurst == 0, dut.isHigh("burst_end_o"));
          boolean step = random.nextInt(4) > 0;
          dut.set("step_i", step).cycle();
          beat += step ? 1 : 0;
        }
        dut.set("step_i", false).settle();
        assertEquals(0, dut.get("active_o"));
        assertEquals(0, dut.get("final_o"));
      }
    }
  }
}
