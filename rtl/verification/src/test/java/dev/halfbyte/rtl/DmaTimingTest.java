package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// The units are held to these numbers by their own tests.
class DmaTimingTest {
  @Test
  void burstsEndAtMultiplesOfTheirLength() {
    DmaTiming timing = new DmaTiming(16, 4);
    assertEquals(1, timing.bursts(0, 16));
    assertEquals(2, timing.bursts(0, 17));
    assertEquals(2, timing.bursts(8, 16));
    assertEquals(1, timing.bursts(120, 1));
    assertEquals(3, timing.bursts(120, 18));
  }

  @Test
  void atFullRateOnlyTheLatencyIsAdded() {
    DmaTiming timing = new DmaTiming(16, 4);
    for (int latency = 1; latency < 3 * 16; latency++) {
      for (int offset = 0; offset < 16; offset++) {
        assertEquals(1000 + latency + 3, timing.readCycles(8L * offset, 1000, latency));
        assertEquals(1000 + latency + 2, timing.writeCycles(8L * offset, 1000, latency));
      }
    }
    assertTrue(timing.readCycles(0, 1000, 48) > 1000 + 48 + 3);
    assertTrue(timing.writeCycles(0, 1000, 48) > 1000 + 48 + 2);
  }

  @Test
  void aLateStreamDelaysAWriteUnlessItHasToWaitAnyway() {
    DmaTiming timing = new DmaTiming(16, 4);
    assertEquals(100 + 5 + 4, timing.writeCycles(0, 100, 5, 3));
    assertEquals(100 + 5 + 12, timing.writeCycles(0, 100, 5, 11));
    DmaTiming single = new DmaTiming(8, 1);
    assertEquals(single.writeCycles(0, 16, 10) + 2, single.writeCycles(0, 16, 10, 3));
  }

  @Test
  void aSingleBurstOnTheBusWaitsForEveryAnswer() {
    DmaTiming timing = new DmaTiming(8, 1);
    assertEquals(8 + 10 + 3 + (8 + 10 + 1), timing.readCycles(0, 16, 10));
    assertEquals(8 + 10 + 2 + (8 + 10 + 1), timing.writeCycles(0, 16, 10));
  }

  @Test
  void burstsThatTheUnitsDoNotMakeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new DmaTiming(12, 1));
    assertThrows(IllegalArgumentException.class, () -> new DmaTiming(512, 1));
    assertThrows(IllegalArgumentException.class, () -> new DmaTiming(16, 0));
  }
}
