package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/// The formulas in numbers; SoftmaxTest holds them to the unit.
class SoftmaxTimingTest {
  @Test
  void aWordCanBePartlyFilled() {
    assertEquals(50, SoftmaxTiming.words(197, 4));
    assertEquals(49, SoftmaxTiming.words(196, 4));
    assertEquals(1, SoftmaxTiming.words(1, 4));
  }

  @Test
  void earlyRowsFollowEachOtherWithoutGaps() {
    SoftmaxTiming timing = new SoftmaxTiming(true, 197, 50);
    assertEquals(50, timing.period());
    assertEquals(197 * 50 + 2 * 50 + 8, timing.busyCycles());
    assertEquals(3 + 8, new SoftmaxTiming(true, 1, 1).busyCycles());
  }

  @Test
  void lateRowsAreAtLeastADivisionApart() {
    assertEquals(196 * 50 + 2 * 50 + 21, new SoftmaxTiming(false, 197, 50).busyCycles());
    assertEquals(9 * 16 + 2 * 4 + 21, new SoftmaxTiming(false, 10, 4).busyCycles());
  }

  @Test
  void commandsWithoutRowsOrWordsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new SoftmaxTiming(true, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new SoftmaxTiming(false, 1, 0));
  }
}
