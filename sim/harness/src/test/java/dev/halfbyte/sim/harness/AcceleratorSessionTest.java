package dev.halfbyte.sim.harness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.verilator.BusStalls;
import dev.halfbyte.sim.verilator.ModelCache;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.sim.verilator.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceleratorSessionTest {
  private static final int[] COPY = Arrays.copyOf(new int[] {1, 4, 1}, 2 * 16);
  private static final int[] WAIT = Arrays.copyOf(new int[] {3}, 16);
  private static final long[] BEATS = {1, 2, 3, 4};

  @TempDir Path folder;

  @Test
  void aProgramRunsAfterAResetInTheMiddleOfAnother() throws IOException {
    try (AcceleratorSession session = open()) {
      session.reset(2);
      session.load(WAIT);
      session.feed(BEATS);
      session.start();
      assertFalse(session.await(100).stopped());
      session.reset(1);
      assertEquals(0, session.waiting());
      session.load(COPY);
      session.feed(BEATS);
      session.start();
      assertTrue(session.await(100).stopped());
      assertEquals(AcceleratorSession.STATUS_DONE, session.value("status"));
      assertArrayEquals(plusOneInEachByte(), session.sink().take().words());
      assertEquals(List.of("cycles", "in_starved"), List.copyOf(session.counters().keySet()));
    }
  }

  @Test
  void pausesOfEveryHandshakeChangeNoBeat() throws IOException {
    Stalls half = new Stalls(4, 0.5);
    Stalls longer = new Stalls(5, 0.2, 9);
    try (AcceleratorSession session = open()) {
      session.stalls(
          new HandshakeStalls(longer, half, new BusStalls(half, longer, half, longer, half)));
      session.reset(2);
      session.load(COPY);
      session.start();
      session.feed(BEATS);
      assertTrue(session.await(1000).stopped());
      session.drain(BEATS.length, 100);
      assertArrayEquals(plusOneInEachByte(), session.sink().take().words());
      assertEquals(0, session.violations());
      assertTrue(session.value("in_starved") > 0);
    }
  }

  private static long[] plusOneInEachByte() {
    return IntStream.rangeClosed(1, 4).mapToLong(beat -> 0x0101_0101_0101_0101L + beat).toArray();
  }

  private AcceleratorSession open() throws IOException {
    Manifest manifest = Manifest.read(ToyBuild.in(folder.resolve("build")).write());
    AcceleratorRun run = AcceleratorRun.of(manifest, ModelCache.in(ToyBuild.CACHE));
    return AcceleratorSession.open(run.model(TraceFormat.NONE), manifest.accelerator(), 1);
  }
}
