package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CountersTest {
  @Test
  void eventsAreCountedWhileRunningAndClearedOnRequest() {
    Random random = new Random(2);
    long[] counts = new long[15];
    try (Dut dut = Dut.open(Dut.model("hb_counters", Map.of()), 1)) {
      for (int cycle = 0; cycle < 5000; cycle++) {
        boolean running = random.nextInt(5) > 0;
        boolean clear = random.nextInt(500) == 0;
        int busy = random.nextInt(128);
        boolean starved = random.nextBoolean();
        boolean blocked = random.nextBoolean();
        boolean dramStarved = random.nextBoolean();
        boolean dramBlocked = random.nextBoolean();
        boolean waiting = random.nextBoolean();
        int products = random.nextInt(1 << 24);
        int skipped = random.nextInt(1 << 24);
        int index = random.nextInt(counts.length);
        dut.set("running_i", running).set("clear_i", clear).set("unit_busy_i", busy);
        dut.set("in_starved_i", starved).set("out_blocked_i", blocked).set("waiting_i", waiting);
        dut.set("dram_starved_i", dramStarved).set("dram_blocked_i", dramBlocked);
        dut.set("products_i", products)
            .set("skipped_i", skipped)
            .set("read_i", true)
            .set("read_index_i", index)
            .cycle();
        assertEquals(counts[index], dut.get("read_data_o"), "counter " + index);
        List<Integer> events =
            List.of(
                1,
                busy & 1,
                busy >> 1 & 1,
                busy >> 2 & 1,
                busy >> 3 & 1,
                starved ? 1 : 0,
                blocked ? 1 : 0,
                waiting ? 1 : 0,
                products,
                skipped,
                busy >> 4 & 1,
                busy >> 5 & 1,
                busy >> 6 & 1,
                dramStarved ? 1 : 0,
                dramBlocked ? 1 : 0);
        for (int i = 0; i < counts.length; i++) {
          counts[i] = clear ? 0 : counts[i] + (running ? events.get(i) : 0);
        }
      }
    }
  }
}
