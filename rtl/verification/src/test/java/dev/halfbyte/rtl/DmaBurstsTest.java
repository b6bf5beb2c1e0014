package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DmaBurstsTest {
  private record Burst(long address, long beats) {}

  private final Random random = new Random(3);

  /// @param readyPause and `retirePause` are chances in per cent of a cycle without ready or retire
  @ParameterizedTest
  @CsvSource({"16, 4, 0, 0", "16, 4, 60, 90", "256, 3, 20, 70", "1, 1, 30, 30", "2, 5, 50, 80"})
  void aTransferIsCutIntoBursts(int maxBurst, int outstanding, int readyPause, int retirePause) {
    Map<String, Integer> parameters = Map.of("MAX_BURST", maxBurst, "OUTSTANDING", outstanding);
    try (Dut dut = Dut.open(Dut.model("hb_dma_bursts", parameters), 2)) {
      for (int transfer = 0; transfer < 60; transfer++) {
        int beats = 1 + random.nextInt(5 * maxBurst);
        long word = random.nextInt((1 << 29) - beats);
        List<Burst> bursts = cut(word, beats, maxBurst);
        assertEquals(bursts.size(), new DmaTiming(maxBurst, outstanding).bursts(8 * word, beats));
        dut.set("ready_i", false).set("retire_i", false).settle();
        assertEquals(0, dut.get("valid_o"));
        dut.set("start_i", true).set("word_i", word).set("beats_i", beats).cycle();
        dut.set("start_i", false).set("word_i", random.nextInt()).set("beats_i", random.nextInt());
        compare(dut, bursts, outstanding, readyPause, retirePause);
      }
    }
  }

  private void compare(
      Dut dut, List<Burst> bursts, int outstanding, int readyPause, int retirePause) {
    int issued = 0;
    int taken = 0;
    int retired = 0;
    while (retired < bursts.size()) {
      boolean offered = taken < issued;
      boolean ready = random.nextInt(100) >= readyPause;
      boolean retire = retired < taken && random.nextInt(100) >= retirePause;
      int open = issued - retired;
      boolean issue = issued < bursts.size() && open < outstanding && (!offered || ready);
      dut.set("ready_i", ready).set("retire_i", retire).settle();
      assertEquals(offered, dut.isHigh("valid_o"));
      if (offered) {
        Burst shown = new Burst(dut.get("address_o"), dut.get("length_o") + 1);
        assertEquals(bursts.get(taken), shown);
      }
      assertEquals(issue, dut.isHigh("issue_o"));
      assertEquals(issued == bursts.size() && open == 1, dut.isHigh("last_o"));
      issued += issue ? 1 : 0;
      taken += offered && ready ? 1 : 0;
      retired += retire ? 1 : 0;
      dut.cycle();
    }
  }

  /// A new burst begins at each beat address that is a multiple of `maxBurst`.
  private static List<Burst> cut(long word, int beats, int maxBurst) {
    List<Burst> bursts = new ArrayList<>();
    long first = word;
    for (long beat = word + 1; beat <= word + beats; beat++) {
      if (beat % maxBurst == 0 || beat == word + beats) {
        bursts.add(new Burst(8 * first, beat - first));
        first = beat;
      }
    }
    return bursts;
  }
}
