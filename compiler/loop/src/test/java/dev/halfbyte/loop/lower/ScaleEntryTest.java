package dev.halfbyte.loop.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The one addend and the high half against the formula of requantization.
final class ScaleEntryTest {
  private static final int TRIALS = 200_000;
  private static final BigInteger INT_RANGE = BigInteger.TWO.pow(31);

  @Test
  void givesTheFormulaAndLeavesNoWidth() {
    Random random = new Random(17);
    int found = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      int multiplier = random.nextInt() >>> 1 + random.nextInt(24);
      int shift = 1 + random.nextInt(62);
      long bias = random.nextInt() >> random.nextInt(32);
      long zero = (short) random.nextInt() >> random.nextInt(16);
      int up = random.nextInt(9);
      BigInteger largest = BigInteger.valueOf(random.nextInt() >>> random.nextInt(32));
      Optional<ScaleEntry> entry = ScaleEntry.of(multiplier, shift, bias, zero, up, largest.abs());
      if (entry.isPresent()) {
        found++;
        for (BigInteger number : List.of(largest.abs(), largest.abs().negate(), BigInteger.ZERO)) {
          check(entry.get(), multiplier, shift, bias, zero, up, number);
        }
      }
    }
    assertTrue(found > TRIALS / 20, "only " + found + " have the form");
  }

  private static void check(
      ScaleEntry entry,
      long multiplier,
      long shift,
      long bias,
      long zero,
      int up,
      BigInteger number) {
    BigInteger product =
        number.add(BigInteger.valueOf(bias)).multiply(BigInteger.valueOf(multiplier));
    BigInteger half = BigInteger.TWO.pow((int) shift - 1);
    BigInteger expected = product.add(half).shiftRight((int) shift).add(BigInteger.valueOf(zero));
    long scaled = (number.intValueExact() << up) * entry.multiplier() + entry.addend();
    BigInteger exact =
        number
            .shiftLeft(up)
            .multiply(BigInteger.valueOf(entry.multiplier()))
            .add(BigInteger.valueOf(entry.addend()));
    assertEquals(exact, BigInteger.valueOf(scaled), "the sum stays in 64 bits");
    int result = (int) (scaled >> 32) >> entry.places();
    if ((int) entry.addend() == 0) {
      long alone = (number.intValueExact() << up) * entry.multiplier();
      int behind = (int) (alone >> 32) + (int) (entry.addend() >> 32);
      assertEquals(result, behind >> entry.places(), "the addend behind the shift");
    }
    if (entry.multiplier() > 1 && Long.bitCount(entry.multiplier()) == 1) {
      long sum = (number.longValueExact() << up) + entry.shortAddend();
      int rest = 32 - Long.numberOfTrailingZeros(entry.multiplier());
      assertEquals(result, sum >> rest >> entry.places(), "no multiplication");
    }
    assertEquals(expected.longValueExact(), result);
    assertTrue(Math.abs((long) result) <= entry.most());
    assertTrue(BigInteger.valueOf(entry.multiplier()).compareTo(INT_RANGE) < 0);
  }

  /// A multiplier of 31 bits with a small shift needs numbers that leave room.
  @Test
  void shiftsNumbersWhereTheMultiplierHasNoRoom() {
    long multiplier = (1L << 30) + 12_345;
    BigInteger small = BigInteger.valueOf(1 << 20);
    assertTrue(ScaleEntry.of(multiplier, 30, 0, 0, 0, small).isEmpty());
    assertTrue(ScaleEntry.of(multiplier, 30, 0, 0, 2, small).isPresent());
    assertTrue(ScaleEntry.of(multiplier, 30, 0, 0, 2, INT_RANGE).isEmpty());
  }
}
