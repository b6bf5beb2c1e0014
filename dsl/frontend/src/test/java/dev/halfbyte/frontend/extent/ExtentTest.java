package dev.halfbyte.frontend.extent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.source.SourceFile;
import dev.halfbyte.source.Span;
import java.math.BigInteger;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ExtentTest {
  private static final Span SPAN = SourceFile.of("t", "").span(0, 0);
  private static final Dimension H = new Dimension("h", 1, 65536, 1, SPAN);
  private static final Dimension W = new Dimension("w", 3, 9, 1, SPAN);
  private static final Dimension S = new Dimension("s", 16, 64, 16, SPAN);

  private static final Extent h = Extent.of(H);
  private static final Extent w = Extent.of(W);
  private static final Extent s = Extent.of(S);

  private static Extent of(long value) {
    return Extent.of(value);
  }

  @Test
  void equalPolynomialsAreEqualRecords() {
    assertEquals(h.plus(w).times(h.minus(w)), h.times(h).minus(w.times(w)));
    assertEquals(Extent.ZERO, h.times(w).minus(w.times(h)));
    assertEquals("2*h*w - h + 3", h.times(w).times(2).minus(h).plus(of(3)).toString());
    assertEquals("0", Extent.ZERO.toString());
  }

  @Test
  void quotientsAreReduced() {
    assertEquals("(h + 1)/2", h.minus(of(1)).floorDiv(2).plus(of(1)).toString());
    assertEquals(h.plus(of(2)), h.times(4).plus(of(9)).floorDiv(4));
    assertEquals(h.floorDiv(6), h.floorDiv(2).floorDiv(3));
    assertEquals(h.floorDiv(2), h.times(2).floorDiv(4));
    assertEquals(of(-3), of(-5).floorDiv(2));
    assertThrows(ArithmeticException.class, () -> h.floorDiv(0));
  }

  @Test
  void exactQuotientsMultiplyBack() {
    assertEquals(s, s.floorDiv(16).times(16));
    assertEquals(s.times(h), s.floorDiv(4).times(h).times(4));
    assertFalse(h.floorDiv(16).times(16).equals(h));
    assertTrue(s.times(3).plus(of(32)).isMultipleOf(16));
    assertFalse(s.plus(of(8)).isMultipleOf(16));
  }

  @Test
  void boundsAreSound() {
    assertEquals(BigInteger.valueOf(-3), Bounds.of(w.minus(of(6))).minimum());
    assertEquals(BigInteger.valueOf(3), Bounds.of(w.minus(of(6))).maximum());
    assertEquals(BigInteger.valueOf(4), Bounds.of(w.floorDiv(2)).maximum());
    assertTrue(Bounds.isNonNegative(h.times(w).minus(h)));
    assertTrue(Bounds.isNonNegative(h.minus(h.floorDiv(2).times(2))));
    assertTrue(Bounds.isNonNegative(h.minus(of(1)).floorDiv(2)));
    assertFalse(Bounds.isNonNegative(h.minus(w)));
    assertFalse(Bounds.isNonNegative(h.floorDiv(2).times(2).minus(h)));
  }

  @Test
  void arithmeticAgreesWithEvaluation() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      Map<Dimension, Long> values =
          Map.of(
              H,
              1L + random.nextInt(40),
              W,
              3L + random.nextInt(7),
              S,
              16L * (1 + random.nextInt(4)));
      Extent[] pool = {h, w, s, of(random.nextInt(20) - 10)};
      Extent extent = pool[random.nextInt(4)];
      long value = extent.evaluate(values::get);
      for (int step = 0; step < 5; step++) {
        Extent other = pool[random.nextInt(4)];
        long right = other.evaluate(values::get);
        int divisor = 1 + random.nextInt(8);
        switch (random.nextInt(4)) {
          case 0 -> {
            extent = extent.plus(other);
            value += right;
          }
          case 1 -> {
            extent = extent.minus(other);
            value -= right;
          }
          case 2 -> {
            extent = extent.times(other);
            value *= right;
          }
          default -> {
            extent = extent.floorDiv(divisor);
            value = Math.floorDiv(value, divisor);
          }
        }
      }
      assertEquals(value, extent.evaluate(values::get), extent.toString());
      Interval range = Bounds.of(extent);
      assertTrue(range.minimum().compareTo(BigInteger.valueOf(value)) <= 0, extent.toString());
      assertTrue(range.maximum().compareTo(BigInteger.valueOf(value)) >= 0, extent.toString());
      assertTrue(value >= 0 || !Bounds.isNonNegative(extent), extent.toString());
    }
  }

  @Test
  void growthIsLimited() {
    Extent sum = Extent.ONE;
    for (int i = 0; i < 20; i++) {
      sum = sum.plus(Extent.of(new Dimension("d" + i, 1, 9, 1, SPAN)));
    }
    Extent wide = sum;
    assertThrows(ArithmeticException.class, () -> wide.times(wide));
    assertThrows(ArithmeticException.class, () -> of(Long.MAX_VALUE).plus(Extent.ONE));
  }
}
