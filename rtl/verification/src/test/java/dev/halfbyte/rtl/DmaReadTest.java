package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.rtl.DmaBench.Place;
import dev.halfbyte.sim.verilator.MemoryTiming;
import dev.halfbyte.sim.verilator.ReceivedBeats;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.sim.verilator.StreamSink;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DmaReadTest {
  private final Random random = new Random(5);

  @ParameterizedTest
  @CsvSource({"16, 4, 0, 1", "16, 4, 0.3, 40", "256, 2, 0.1, 5", "1, 3, 0.5, 3", "16, 1, 0, 60"})
  void anyStretchOfMemoryBecomesAPacket(
      int maxBurst, int outstanding, double pauses, int longestLatency) {
    MemoryTiming timing = MemoryTiming.random(4, pauses, longestLatency);
    try (DmaBench bench = bench(maxBurst, outstanding, timing)) {
      StreamSink sink = bench.simulation.sink("m_axis_", new Stalls(9, pauses));
      long bursts = 0;
      for (int transfer = 0; transfer < 30; transfer++) {
        Place place = Place.random(random);
        bursts += bench.timing.bursts(place.address(), place.beats());
        bench.start(place);
        bench.finish();
        assertEquals(expected(bench, place), sink.take());
        assertFalse(bench.dut.isHigh("error_o"));
      }
      bench.port.verify();
      assertEquals(bursts, bench.port.traffic().readBursts());
      assertEquals(0, sink.statistics().violations());
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 4", "16, 1", "4, 2", "1, 2"})
  void cyclesAreThosePredicted(int maxBurst, int outstanding) {
    for (int latency : new int[] {1, 2, 7, 15, 16, 40, 48}) {
      try (DmaBench bench = bench(maxBurst, outstanding, MemoryTiming.prompt(latency))) {
        bench.simulation.sink("m_axis_", Stalls.none());
        for (int transfer = 0; transfer < 20; transfer++) {
          Place place = Place.random(random);
          bench.start(place);
          long predicted = bench.timing.readCycles(place.address(), place.beats(), latency);
          assertEquals(predicted, bench.finish(), place + " at latency " + latency);
        }
      }
    }
  }

  @Test
  void anErrorResponseSetsTheFlagUntilTheNextStart() {
    try (DmaBench bench = bench(16, 4, MemoryTiming.random(1, 0.2, 9))) {
      StreamSink sink = bench.simulation.sink("m_axis_", Stalls.none());
      bench.memory.fail(DmaBench.BASE + 800, 8);
      for (int beats = 95; beats < 105; beats++) {
        bench.start(DmaBench.BASE, beats);
        assertFalse(bench.dut.isHigh("error_o"));
        bench.finish();
        assertEquals(beats > 100, bench.dut.isHigh("error_o"), beats + " beats");
        assertEquals(beats, sink.take().words().length);
      }
      bench.start(DmaBench.BASE + DmaBench.BYTES - 8, 2);
      bench.finish();
      assertTrue(bench.dut.isHigh("error_o"), "behind the memory");
    }
  }

  @Test
  void theMarkOfALastBeatInTheWrongPlaceSetsTheFlag() {
    for (int wrong = -1; wrong < 5; wrong++) {
      try (Dut dut = Dut.open(Dut.model("hb_dma_read", Map.of()), 3)) {
        dut.set("start_i", true).set("address_i", 13 * 8).set("beats_i", 5).cycle();
        dut.set("start_i", false).set("m_axis_tready", true).set("m_axi_arready", true);
        dut.set("m_axi_rvalid", true);
        for (int beat = 0; beat < 5; beat++) {
          // Three beats up to the multiple of 16, two behind it.
          boolean last = beat == 2 || beat == 4;
          dut.set("m_axi_rlast", beat == wrong ? !last : last).settle();
          assertTrue(dut.isHigh("m_axi_rready"));
          dut.cycle();
        }
        dut.settle();
        assertFalse(dut.isHigh("m_axi_rready"), "takes no beat that it did not ask for");
        dut.cycle();
        assertTrue(dut.isHigh("done_o"));
        assertEquals(wrong >= 0, dut.isHigh("error_o"));
      }
    }
  }

  @Test
  void noInputReachesAnOutputInItsCycle() {
    DmaBench.assertNoPathThrough("hb_dma_read");
  }

  @Test
  void transfersThatCannotBeMadeEndAtOnce() {
    try (DmaBench bench = bench(16, 4, MemoryTiming.prompt(1))) {
      StreamSink sink = bench.simulation.sink("m_axis_", Stalls.none());
      bench.refuse(DmaBench.BASE, 0, false);
      bench.refuse(DmaBench.BASE + 4, 3, true);
      bench.refuse(DmaBench.BASE + 1, 0, true);
      bench.start(DmaBench.BASE, 3);
      bench.finish();
      assertFalse(bench.dut.isHigh("error_o"));
      assertEquals(3, sink.available());
    }
  }

  @Test
  void aResetInTheMiddleLeavesNothingBehind() {
    try (DmaBench bench = bench(16, 3, MemoryTiming.random(2, 0.3, 20))) {
      StreamSink sink = bench.simulation.sink("m_axis_", new Stalls(3, 0.3));
      for (int transfer = 0; transfer < 40; transfer++) {
        bench.start(DmaBench.BASE, 200);
        bench.simulation.step(random.nextInt(250));
        bench.simulation.reset(1);
        assertFalse(bench.dut.isHigh("busy_o") || bench.dut.isHigh("m_axi_arvalid"));
        sink.discard();
        Place place = Place.random(random);
        bench.start(place);
        bench.finish();
        assertEquals(expected(bench, place), sink.take());
      }
      bench.port.verify();
    }
  }

  private DmaBench bench(int maxBurst, int outstanding, MemoryTiming timing) {
    DmaBench bench = new DmaBench("hb_dma_read", maxBurst, outstanding, timing);
    bench.memory.writeLongs(DmaBench.BASE, random.longs(DmaBench.BYTES / 8).toArray());
    return bench;
  }

  private static ReceivedBeats expected(DmaBench bench, Place place) {
    long[] words = bench.memory.readLongs(place.address(), place.beats());
    return new ReceivedBeats(words, List.of(place.beats() - 1));
  }
}
