package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormTimingTest {
  private final NormTiming timing = new NormTiming(4, 2, 1024);

  @ParameterizedTest
  @CsvSource({"192, 96", "384, 192", "768, 384", "190, 96", "1024, 512"})
  void longRowsPassAtTwoElementsACycle(int count, int cycles) {
    assertEquals(cycles, timing.rowCycles(count, 16));
  }

  @ParameterizedTest
  @CsvSource({"16, 54", "12, 50"})
  void shortRowsWaitForTheRoot(int rootBits, int cycles) {
    assertEquals(cycles, timing.rowCycles(64, rootBits));
  }

  @ParameterizedTest
  @CsvSource({"1, 252", "2, 348", "197, 19068"})
  void commandsTakeARowAtATimeAndTheWayThrough(int rows, long busy) {
    assertEquals(busy, timing.busyCycles(rows, 192, 16));
  }
}
