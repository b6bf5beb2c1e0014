package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.sim.verilator.StreamSource;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AxisInTest {
  private static final int WORD_BEATS = 5;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 0.8})
  void beatsBecomeWordsLeastSignificantFirst(double probability) {
    Model model = Dut.model("hb_axis_in", Map.of("WORD_BEATS", WORD_BEATS));
    Random random = new Random(9);
    try (Dut dut = Dut.open(model, 1)) {
      StreamSource source = dut.simulation().source("s_axis_", new Stalls(3, probability));
      for (int packet = 0; packet < 40; packet++) {
        int words = 1 + random.nextInt(7);
        int beats = 1 + random.nextInt(WORD_BEATS);
        long[] data = random.longs((long) words * beats).toArray();
        source.push(data);
        dut.cycle();
        assertEquals(data.length, source.waiting(), "nothing is taken before the start");
        dut.set("start_i", true).set("words_i", words).set("beats_i", beats - 1).cycle();
        dut.set("start_i", false).set("words_i", 0).set("beats_i", 0);
        int seen = 0;
        int cycles = 0;
        while (seen < words) {
          dut.cycle();
          cycles++;
          assertEquals(dut.isHigh("word_valid_o") && seen == words - 1, dut.isHigh("word_last_o"));
          if (dut.isHigh("word_valid_o")) {
            for (int beat = 0; beat < beats; beat++) {
              assertEquals(data[seen * beats + beat], dut.bits("word_o").beat(beat));
            }
            seen++;
          }
        }
        assertEquals(0, dut.get("s_axis_tready"));
        if (probability == 0) {
          assertEquals(data.length, cycles, "a beat a cycle");
        }
      }
    }
  }
}
