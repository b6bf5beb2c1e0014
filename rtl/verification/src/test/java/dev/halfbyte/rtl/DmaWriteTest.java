package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.rtl.DmaBench.Place;
import dev.halfbyte.sim.verilator.MemoryTiming;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.sim.verilator.StreamSource;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DmaWriteTest {
  private static final int WORDS = DmaBench.BYTES / 8;

  private final Random random = new Random(6);

  @ParameterizedTest
  @CsvSource({"16, 4, 0, 1", "16, 4, 0.3, 40", "256, 2, 0.1, 5", "1, 3, 0.5, 3", "16, 1, 0, 60"})
  void aStreamGoesToItsPlaceAndNowhereElse(
      int maxBurst, int outstanding, double pauses, int longestLatency) {
    MemoryTiming timing = MemoryTiming.random(4, pauses, longestLatency);
    try (DmaBench bench = bench(maxBurst, outstanding, timing)) {
      StreamSource source = bench.simulation.source("s_axis_", new Stalls(9, pauses));
      long[] content = new long[WORDS];
      long bursts = 0;
      for (int transfer = 0; transfer < 30; transfer++) {
        Place place = Place.random(random);
        bursts += bench.timing.bursts(place.address(), place.beats());
        write(bench, source, place, content);
        assertArrayEquals(content, bench.memory.readLongs(DmaBench.BASE, WORDS));
        assertFalse(bench.dut.isHigh("error_o"));
      }
      bench.port.verify();
      assertEquals(bursts, bench.port.traffic().writeBursts());
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 4", "16, 1", "4, 2", "1, 2"})
  void cyclesAreThosePredicted(int maxBurst, int outstanding) {
    for (int latency : new int[] {1, 2, 7, 15, 16, 40, 48}) {
      try (DmaBench bench = bench(maxBurst, outstanding, MemoryTiming.prompt(latency))) {
        StreamSource source = bench.simulation.source("s_axis_", Stalls.none());
        for (int transfer = 0; transfer < 20; transfer++) {
          Place place = Place.random(random);
          long predicted = bench.timing.writeCycles(place.address(), place.beats(), latency);
          long cycles = write(bench, source, place, new long[WORDS]);
          assertEquals(predicted, cycles, place + " at latency " + latency);
        }
      }
    }
  }

  @Test
  void onlyTheBeatsOfTheTransferAreTaken() {
    try (DmaBench bench = bench(16, 4, MemoryTiming.random(1, 0.2, 9))) {
      StreamSource source = bench.simulation.source("s_axis_", new Stalls(2, 0.2));
      source.push(random.longs(1000).toArray());
      bench.simulation.step(20);
      assertEquals(1000, source.waiting(), "nothing is taken before the start");
      bench.start(DmaBench.BASE + 8, 77);
      bench.finish();
      bench.simulation.step(20);
      assertEquals(923, source.waiting());
    }
  }

  @Test
  void anErrorResponseSetsTheFlagUntilTheNextStart() {
    try (DmaBench bench = bench(16, 4, MemoryTiming.random(1, 0.2, 9))) {
      StreamSource source = bench.simulation.source("s_axis_", Stalls.none());
      bench.memory.fail(DmaBench.BASE + 800, 8);
      long[] content = new long[WORDS];
      for (int beats = 95; beats < 105; beats++) {
        write(bench, source, new Place(DmaBench.BASE, beats), content);
        content[100] = 0;
        assertEquals(beats > 100, bench.dut.isHigh("error_o"), beats + " beats");
        assertArrayEquals(content, bench.memory.readLongs(DmaBench.BASE, WORDS));
        bench.start(DmaBench.BASE, 0);
        assertFalse(bench.dut.isHigh("error_o"));
      }
    }
  }

  @Test
  void dataDoNotWaitForTheirAddressToBeTaken() {
    try (Dut dut = Dut.open(Dut.model("hb_dma_write", Map.of()), 3)) {
      dut.set("start_i", true).set("address_i", 8).set("beats_i", 20).cycle();
      dut.set("start_i", false).set("s_axis_tvalid", true).cycle();
      for (int beat = 0; beat < 15; beat++) {
        dut.set("m_axi_wready", true).settle();
        assertTrue(dut.isHigh("m_axi_awvalid") && dut.isHigh("m_axi_wvalid"), "beat " + beat);
        assertEquals(beat == 14, dut.isHigh("m_axi_wlast"));
        dut.cycle();
      }
      assertFalse(dut.isHigh("m_axi_wvalid"), "the second burst has no address on the bus");
    }
  }

  @Test
  void noInputReachesAnOutputInItsCycle() {
    DmaBench.assertNoPathThrough("hb_dma_write");
  }

  @Test
  void transfersThatCannotBeMadeEndAtOnce() {
    try (DmaBench bench = bench(16, 4, MemoryTiming.prompt(1))) {
      StreamSource source = bench.simulation.source("s_axis_", Stalls.none());
      source.push(1, 2, 3);
      bench.refuse(DmaBench.BASE, 0, false);
      bench.refuse(DmaBench.BASE + 4, 3, true);
      assertEquals(3, source.waiting());
      bench.start(DmaBench.BASE, 3);
      bench.finish();
      assertFalse(bench.dut.isHigh("error_o"));
      assertArrayEquals(new long[] {1, 2, 3}, bench.memory.readLongs(DmaBench.BASE, 3));
    }
  }

  @Test
  void aResetInTheMiddleLeavesNothingBehind() {
    try (DmaBench bench = bench(16, 3, MemoryTiming.random(2, 0.3, 20))) {
      StreamSource source = bench.simulation.source("s_axis_", new Stalls(3, 0.3));
      for (int transfer = 0; transfer < 40; transfer++) {
        source.push(random.longs(200).toArray());
        bench.start(DmaBench.BASE, 200);
        bench.simulation.step(random.nextInt(250));
        source.discard();
        bench.simulation.reset(1);
        boolean offers = bench.dut.isHigh("m_axi_awvalid") || bench.dut.isHigh("m_axi_wvalid");
        assertFalse(bench.dut.isHigh("busy_o") || offers);
        long[] content = bench.memory.readLongs(DmaBench.BASE, WORDS);
        write(bench, source, Place.random(random), content);
        assertArrayEquals(content, bench.memory.readLongs(DmaBench.BASE, WORDS));
      }
      bench.port.verify();
    }
  }

  private static DmaBench bench(int maxBurst, int outstanding, MemoryTiming timing) {
    return new DmaBench("hb_dma_write", maxBurst, outstanding, timing);
  }

  /// Writes random words to a place, and into `content` where they belong.
  private long write(DmaBench bench, StreamSource source, Place place, long[] content) {
    long[] words = random.longs(place.beats()).toArray();
    int first = (int) (place.address() - DmaBench.BASE) / 8;
    System.arraycopy(words, 0, content, first, words.length);
    source.push(words);
    bench.start(place);
    return bench.finish();
  }
}
