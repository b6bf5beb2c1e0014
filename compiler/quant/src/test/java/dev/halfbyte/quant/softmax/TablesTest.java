package dev.halfbyte.quant.softmax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// The tables of the forms, entry by entry.
class TablesTest {
  @Test
  void weightsAreSixteenMantissasShifted() {
    Rom weights = Rom.weights();
    for (int d = 0; d <= Rom.LAST; d++) {
      double exact = Math.pow(2, 14 - d / 16.0);
      double difference = exact - weights.entry().applyAsLong(d);
      assertTrue(difference > -0.51 && difference < 1.01, "distance " + d);
    }
    assertEquals(1 << 14, weights.entry().applyAsLong(0));
    assertEquals(1 << 13, weights.entry().applyAsLong(16));
  }

  @Test
  void fractionsOfLogarithmsAreRoundedAtTheMiddleOfTheirMantissas() {
    for (int leading = 128; leading < 256; leading++) {
      double least = 16 * Math.log(leading / 128.0) / Math.log(2);
      double greatest = 16 * Math.log((leading + 1) / 128.0) / Math.log(2);
      long fraction = EarlyNormalization.fraction(leading);
      assertTrue(fraction >= greatest - 0.6 && fraction <= least + 0.6, "mantissa " + leading);
    }
    assertEquals(0, EarlyNormalization.fraction(128));
    assertEquals(16, EarlyNormalization.fraction(255));
    assertEquals(0, EarlyNormalization.fraction(127));
  }

  @Test
  void softermaxPowersLieOnChordsAboveTheCurve() {
    for (int f = 0; f < 16; f++) {
      double exact = Math.pow(2, 15 + f / 16.0);
      long chord = Softermax.power(f);
      assertTrue(chord >= exact - 1 && chord <= exact * 1.0039, "fraction " + f);
    }
    assertEquals(1 << 15, Softermax.power(0));
    assertEquals(0, Softermax.power(16));
  }

  @Test
  void softermaxReciprocalsHaveSevenBits() {
    for (int index = 128; index < 256; index++) {
      double exact = 128.0 * 128 / index;
      long chord = Softermax.reciprocal(index);
      assertTrue(chord >= exact - 0.51 && chord <= exact * 1.015 + 0.51, "index " + index);
    }
    assertEquals(128, Softermax.reciprocal(128));
    assertEquals(0, Softermax.reciprocal(0));
  }
}
