package dev.halfbyte.backend.jvm.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The floor root at squares and their neighbours up to the end of 63 bits.
final class RootsTest {
  private static final long LARGEST_ROOT = 3_037_000_499L;

  private static void check(long value) {
    long expected = BigInteger.valueOf(value).sqrt().longValueExact();
    assertEquals(expected, Roots.floor(value), () -> "root of " + value);
  }

  @Test
  void squaresAndTheirNeighbours() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      long root = LARGEST_ROOT - (i < 10_000 ? i : random.nextLong(LARGEST_ROOT));
      check(root * root);
      check(root == LARGEST_ROOT ? Long.MAX_VALUE : root * root + 2 * root);
      if (root > 0) {
        check(root * root - 1);
      }
    }
  }

  @Test
  void endsOfTheRange() {
    for (long value = 0; value < 100; value++) {
      check(value);
      check(Long.MAX_VALUE - value);
    }
  }
}
