package dev.halfbyte.interp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntegersTest {
  /// Where a rounded root is off by one: beside squares, up to the largest below 2^63.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 94906267, 2147483647, 2147483648L, 3037000498L, 3037000499L})
  void rootsAreExactBesideSquares(long root) {
    long square = root * root;
    for (long x : List.of(square - 1, square, square + 1, square + root)) {
      long expected = BigInteger.valueOf(x).sqrt().longValueExact();
      assertEquals(expected, Integers.sqrt(x), "root of " + x);
    }
  }

  @Test
  void rootsOfTheEnds() {
    assertEquals(0, Integers.sqrt(0));
    assertEquals(3037000499L, Integers.sqrt(Long.MAX_VALUE));
    assertThrows(IllegalArgumentException.class, () -> Integers.sqrt(-1));
  }

  @Test
  void theLeadingOneOfWhatHasNoneIsZero() {
    assertEquals(0, Integers.leadingOne(1));
    assertEquals(1, Integers.leadingOne(2));
    assertEquals(62, Integers.leadingOne(Long.MAX_VALUE));
    assertEquals(0, Integers.leadingOne(0));
    assertEquals(0, Integers.leadingOne(-5));
  }

  @Test
  void normalizedNumbersFillTheirType() {
    assertEquals(1L << 30, Integers.normalize(1, 32));
    assertEquals(1L << 62, Integers.normalize(1, 64));
    assertEquals(3L << 61, Integers.normalize(3, 64));
    assertEquals(0, Integers.normalize(0, 64));
  }

  @Test
  void shiftsThatLeaveTheTypeAreRefused() {
    assertEquals(-24, Integers.shiftLeft(-3, 3));
    assertEquals(1L << 62, Integers.shiftLeft(1, 62));
    assertThrows(ArithmeticException.class, () -> Integers.shiftLeft(3, 62));
  }
}
