package dev.halfbyte.quant.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MultipliersTest {
  private static final BigInteger S32 = BigInteger.ONE.shiftLeft(31);

  @Test
  void narrowMultipliersHaveSixteenBitsAndAreNearest() {
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      Rational ratio = ratio(random, -29, 13);
      Multipliers.Fixed fixed = Multipliers.requantize(ratio, 8, S32);
      assertTrue(fixed.multiplier() >= 1 << 15 && fixed.multiplier() < 1 << 16, fixed.toString());
      assertTrue(fixed.shift() >= 1 && fixed.shift() <= 46, fixed.toString());
      Rational error =
          Rational.of(fixed.multiplier()).plus(ratio.scaleByPowerOfTwo(fixed.shift()).negate());
      assertTrue(abs(error).compareTo(Rational.of(0.5f)) <= 0, fixed + " for " + ratio);
    }
  }

  @Test
  void wideMultipliersHaveThirtyOneBits() {
    Random random = new Random(2);
    for (int i = 0; i < 3000; i++) {
      Multipliers.Fixed fixed = Multipliers.requantize(ratio(random, -30, 28), 16, S32);
      assertTrue(fixed.multiplier() >= 1L << 30 && fixed.multiplier() < 1L << 31, fixed.toString());
      assertTrue(fixed.shift() >= 1 && fixed.shift() <= 62, fixed.toString());
    }
  }

  /// A channel of a small factor and a large term beside one of the reverse.
  @Test
  void rangesOfAffineFormsFitWhateverTheChannel() {
    Random random = new Random(5);
    BigInteger bound = BigInteger.ONE.shiftLeft(15);
    for (int i = 0; i < 3000; i++) {
      List<Rational> ratios = List.of(ratio(random, -20, 2), Rational.ZERO);
      List<Rational> terms = List.of(ratio(random, -4, 16), ratio(random, -4, 16).negate());
      Multipliers.Affine affine = Multipliers.affine(ratios, terms, bound, 16);
      long factor = affine.factors().stream().mapToLong(Math::abs).max().orElseThrow();
      long term = affine.terms().stream().mapToLong(Math::abs).max().orElseThrow();
      assertTrue((factor << 15) + term < 1L << 31, affine.toString());
      assertTrue(factor < 1 << 15, affine.toString());
    }
  }

  @Test
  void tinyRatiosLoseBitsInsteadOfFailing() {
    Rational tiny = Rational.of(Float.MIN_VALUE);
    assertEquals(new Multipliers.Fixed(0, 46), Multipliers.requantize(tiny, 8, S32));
    Rational small = Rational.ONE.scaleByPowerOfTwo(-40);
    assertEquals(new Multipliers.Fixed(64, 46), Multipliers.requantize(small, 8, S32));
  }

  @Test
  void hugeRatiosSaturateEveryCodeButZero() {
    Multipliers.Fixed fixed = Multipliers.requantize(Rational.of(Float.MAX_VALUE), 8, S32);
    assertEquals(new Multipliers.Fixed((1 << 16) - 1, 1), fixed);
    assertTrue(((fixed.multiplier() + 1) >> 1) > 255);
  }

  @Test
  void roundingUpToTheNextPowerTakesOneShiftLess() {
    // 2^16 - 1/4 rounds to 2^16, which is one bit too many.
    Rational justBelow = Rational.of(1 << 18).plus(Rational.of(-1)).scaleByPowerOfTwo(-18);
    assertEquals(new Multipliers.Fixed(1 << 15, 15), Multipliers.requantize(justBelow, 8, S32));
  }

  @Test
  void wideAccumulatorsStayInsideSixtyFourBits() {
    BigInteger bound = BigInteger.ONE.shiftLeft(55);
    Multipliers.Fixed fixed = Multipliers.requantize(Rational.of(0.7f), 8, bound);
    BigInteger largest =
        bound
            .multiply(BigInteger.valueOf(fixed.multiplier()))
            .add(BigInteger.ONE.shiftLeft(fixed.shift() - 1));
    assertTrue(largest.bitLength() <= 63, fixed.toString());
    assertTrue(fixed.multiplier() >= 1 << 6, fixed.toString());
  }

  @Test
  void addedOperandsShareTheShiftOfTheLargest() {
    Rational large = Rational.of(0.75f);
    Rational small = Rational.of(0.75f).scaleByPowerOfTwo(-5);
    Multipliers.Shared shared =
        Multipliers.share(
            List.of(
                new Multipliers.Operand(List.of(small, large), BigInteger.valueOf(1 << 15)),
                new Multipliers.Operand(List.of(Rational.ONE.scaleByPowerOfTwo(-3)), S32)),
            16);
    long top = shared.multipliers().getFirst().get(1);
    assertTrue(top >= 1L << 29 && top < 1L << 31, shared.toString());
    assertEquals(top >> 5, shared.multipliers().getFirst().getFirst());
    BigInteger sum =
        BigInteger.valueOf(top)
            .shiftLeft(15)
            .add(S32.multiply(BigInteger.valueOf(shared.multipliers().getLast().getFirst())))
            .add(BigInteger.ONE.shiftLeft(shared.shift() - 1));
    assertTrue(sum.bitLength() <= 63, shared.toString());
  }

  @Test
  void scalesArePositive() {
    assertThrows(ArithmeticException.class, () -> Multipliers.requantize(Rational.of(-1), 8, S32));
  }

  private static Rational ratio(Random random, int least, int most) {
    int exponent = least + random.nextInt(most - least + 1);
    return Rational.of(1f + random.nextFloat()).scaleByPowerOfTwo(exponent);
  }

  private static Rational abs(Rational value) {
    return value.signum() < 0 ? value.negate() : value;
  }
}
