package dev.halfbyte.sim.harness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizeTest {
  private final Quantize quantize = new Quantize(1, -100, 155, 100, 8, false);

  @ParameterizedTest
  @CsvSource({
    "0, 100",
    "-0.0, 100",
    "0.5, 100",
    "1.5, 102",
    "2.5, 102",
    "-0.5, 100",
    "-1.5, 98",
    "0.50000006, 101",
    "154.4, 254",
    "155, 255",
    "1e30, 255",
    "-100.5, 0",
    "-1e30, 0",
    "Infinity, 255",
    "-Infinity, 0",
    "NaN, 0"
  })
  void valuesRoundHalfToEvenAndSaturate(float value, int code) {
    assertEquals(code, quantize.code(value));
  }

  @Test
  void theProductIsRoundedToFloatBeforeItIsCompared() {
    Quantize third = new Quantize(0x1.555556p1f, -8, 7, 0, 4, true);
    assertEquals(1, third.code(0x1.8p-2f));
    assertEquals(7, third.code(2.9f));
  }

  @Test
  void dequantizeScalesTheDifferenceToZero() {
    assertArrayEquals(
        new float[] {-25.6f, 0, 0.1f},
        new Dequantize(0.1f, 128).values(new int[] {-128, 128, 129}));
  }
}
