package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Cycles counted by hand, the shares of zeros that the lanes must turn into speed, and the word of
/// the segments.
class RowTimingTest {
  private static final DigitPlanes PLAIN = DigitPlanes.plain(true);

  private static final RowTiming TIMING = new RowTiming(4, 16);

  @Test
  void aSegmentTakesItsSlowestLaneAndACycleForEachEmptyWord() {
    RowTiming timing = new RowTiming(2, 4);
    byte[] row = new byte[2 * 48];
    // Lane 0: 3 digits in word 0, none in word 1, and word 2 ends in front of its only code.
    row[0] = 1;
    row[2] = 9;
    row[30] = 15;
    row[2 * 40] = 1;
    // Lane 1: 1, 2 and 1.
    row[1] = 1;
    row[2 * 16 + 1] = 1;
    row[2 * 31 + 1] = 1;
    row[2 * 39 + 1] = 1;
    assertEquals(5, timing.passCycles(PLAIN, 40, row));
    assertEquals(7, timing.passDigits(PLAIN, 40, row));
    assertEquals(3, RowTiming.wideWords(40));
  }

  @Test
  void segmentsFollowOneAnotherOnTheirPlanes() {
    RowTiming timing = new RowTiming(1, 1);
    byte[] row = new byte[16];
    Arrays.fill(row, 0, 10, (byte) 3);
    row[1] = 0x33;
    row[10] = 0x33;
    DigitPlanes planes =
        new DigitPlanes(
            List.of(
                DigitSegment.ofCodes(1, 0, true, true, 0),
                DigitSegment.ofCodes(0, 0, false, true, 4)));
    assertEquals(11, timing.passCycles(planes, 10, row));
    assertEquals(20, RowTiming.densePassCycles(planes, 10));
  }

  @Test
  void everyPassButTheFirstWaitsForTheDrain() {
    assertEquals(3, TIMING.issueCycles(1, List.of(3)));
    assertEquals(3 + 16 + 16 + 20, TIMING.issueCycles(1, List.of(3, 3, 16, 20)));
    assertEquals(3 + 16 + 20 + 20, TIMING.issueCycles(2, List.of(3, 20)));
    int fill = RowTiming.FILL + Timing.EPILOGUE_LATENCY;
    assertEquals(40 + 16 + fill, TIMING.busyCycles(2, List.of(20)));
  }

  /// Five rows on two engines: two, two and one; on four of them four and one.
  @Test
  void enginesEndTheirPassesTogetherAndAreDrainedInTurn() {
    List<Integer> passes = List.of(3, 9, 40, 20, 5);
    RowTiming two = new RowTiming(4, 16, 2);
    assertEquals(9, two.firstPass(passes));
    assertEquals(9 + 40 + 32, two.issueCycles(1, passes));
    assertEquals(9 + 32 + 40 + 40 + 32 + 16, two.issueCycles(2, passes));
    int fill = RowTiming.FILL + Timing.EPILOGUE_LATENCY;
    assertEquals(9 + 40 + 32 + 16 + fill, two.busyCycles(1, passes));
    assertEquals(9 + 40 + 32 + fill, two.busyCycles(1, passes.subList(0, 4)));
    RowTiming four = new RowTiming(4, 16, 4);
    assertEquals(40 + 64, four.issueCycles(1, passes));
    assertEquals(40 + 64 + 16 + fill, four.busyCycles(1, passes));
    assertEquals(1000 - 16 - fill + RowTiming.START + RowTiming.FRONT, four.frontFree(1000, 5));
  }

  @ParameterizedTest
  @CsvSource({
    "768, 0, 0, 1.00", "768, 25, 0, 1.27", "768, 50, 0, 1.80", "768, 75, 0, 3.40",
    "768, 90, 0, 7.00", "768, 50, 1, 1.80", "768, 75, 1, 3.40", "3072, 50, 0, 1.90",
    "3072, 75, 0, 3.65", "3072, 90, 0, 8.00", "3072, 90, 1, 5.90"
  })
  void zerosBecomeSpeed(int k, int percent, int runs, double least) {
    double speed = speed(k, percent, runs == 1);
    assertTrue(speed >= least, "speed-up " + speed);
  }

  /// Returns dense cycles by cycles of 200 rows of four lanes, zeros singly or in runs of 16 codes.
  static double speed(int k, int percent, boolean runs) {
    Random random = new Random(k + percent);
    int rows = 200;
    long cycles = 0;
    for (int r = 0; r < rows; r++) {
      byte[] row = new byte[k];
      boolean zero = false;
      for (int i = 0; i < k; i++) {
        zero = runs && i % 16 != 0 ? zero : random.nextInt(100) < percent;
        row[i] = (byte) (zero ? 0 : 1 + random.nextInt(15));
      }
      cycles += Math.max(TIMING.drainWords(), TIMING.passCycles(PLAIN, k / 4, row));
    }
    return (double) rows * RowTiming.densePassCycles(PLAIN, k / 4) / cycles;
  }

  @Test
  void theWordHoldsDigitsFlagsAndTheNumberOfSegments() {
    List<Integer> digits = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    DigitPlanes planes =
        new DigitPlanes(
            List.of(
                new DigitSegment(digits, 1, 0, true, false, 0),
                new DigitSegment(Collections.nCopies(16, 0), 0, 1, false, true, 4)));
    BigInteger tables = new BigInteger("fedcba9876543210", 16);
    BigInteger flags = BigInteger.valueOf(0x04 | 0x59 << 7);
    for (int segment = 2; segment < 8; segment++) {
      flags = flags.or(BigInteger.valueOf(0x60).shiftLeft(7 * segment));
    }
    BigInteger signed = BigInteger.ONE.shiftLeft(312);
    assertEquals(tables.or(flags.shiftLeft(256)).or(signed), planes.word());
    assertEquals(planes, DigitPlanes.ofWord(planes.word(), 8));
    assertEquals(List.of(2, 2), List.of(planes.actPlanes(), planes.weightPlanes()));
  }

  @Test
  void wordsOfDigitsAndOctavesAreReadAsTheyAreWritten() {
    Random random = new Random(4);
    for (int i = 0; i < 100; i++) {
      DigitPlanes planes = RandomPlanes.of(random, 2);
      assertEquals(planes, DigitPlanes.ofWord(planes.word(), 8));
    }
  }

  @Test
  void aFirstSumOfAllSegmentsIsNone() {
    BigInteger word = PLAIN.word().setBit(DigitPlanes.HELD_LSB);
    assertEquals(PLAIN, DigitPlanes.ofWord(word, 4));
  }

  @Test
  void numbersOfTwoSumsAreThoseOfTheirScales() {
    DigitSegment codes = DigitSegment.ofCodes(0, 0, true, true, 0);
    DigitSegment high = DigitSegment.ofCodes(1, 0, false, true, 4);
    DigitPlanes planes = new DigitPlanes(List.of(codes, codes, high), 1);
    assertEquals(181 * -3 + 128 * (16 * -3 + 5), planes.number(0x5d));
    assertEquals(-1, DigitPlanes.putAside(0x1ffff, 24));
    assertEquals(planes, DigitPlanes.ofWord(planes.word(), 8));
  }

  @Test
  void segmentsThatTheWordCannotHoldAreRefused() {
    List<Integer> digits = Collections.nCopies(16, 0);
    assertRefused(() -> new DigitSegment(List.of(1), 0, 0, true, true, 0));
    assertRefused(() -> new DigitSegment(Collections.nCopies(16, 16), 0, 0, true, true, 0));
    assertRefused(() -> new DigitSegment(digits, 2, 0, true, true, 0));
    assertRefused(() -> new DigitSegment(digits, 0, 0, true, true, 2));
    assertRefused(() -> new DigitPlanes(List.of()));
    assertRefused(() -> new DigitPlanes(PLAIN.segments(), 1));
    assertRefused(() -> new DigitPlanes(PLAIN.segments(), -1));
    assertRefused(() ->
        new DigitPlanes(
            IntStream.range(0, 5)
                .<Segment>mapToObj(
                    d -> new DigitSegment(Collections.nCopies(16, d), 0, 0, true, true, 0))
                .toList()));
    assertRefused(() -> new DigitPlanes(Collections.nCopies(9, PLAIN.segments().getFirst())));
  }

  private static void assertRefused(Runnable construction) {
    assertThrows(IllegalArgumentException.class, construction::run);
  }
}
