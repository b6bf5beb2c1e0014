package dev.halfbyte.quant.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RationalTest {
  @ParameterizedTest
  @ValueSource(
      floats = {0f, -0f, 1f, -0.1f, Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, -3e-41f})
  void holdsFloatsExactly(float value) {
    Rational exact = Rational.of(value);
    BigDecimal product = new BigDecimal(value).multiply(new BigDecimal(exact.denominator()));
    assertEquals(0, product.compareTo(new BigDecimal(exact.numerator())));
  }

  @Test
  void comesBackAsTheSameFloat() {
    Random random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      float value = Float.intBitsToFloat(random.nextInt() & 0x7fffffff);
      if (Float.isFinite(value)) {
        assertEquals(value, (float) Rational.of(value).approximate());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void refusesWhatIsNoNumber(float value) {
    assertThrows(ArithmeticException.class, () -> Rational.of(value));
  }

  @ParameterizedTest
  @CsvSource({
    "5,2,2", "7,2,4", "-5,2,-2", "-7,2,-4", "1,3,0", "2,3,1", "-2,3,-1", "6,3,2", "0,7,0"
  })
  void roundsTiesToEven(long numerator, long denominator, long expected) {
    Rational fraction =
        new Rational(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    assertEquals(BigInteger.valueOf(expected), fraction.round());
  }

  @ParameterizedTest
  @CsvSource({"1,1,0", "3,4,-1", "4,3,0", "1,3,-2", "1024,1,10", "1023,1,9", "1,1025,-11"})
  void findsThePowerOfTwoBelow(long numerator, long denominator, int expected) {
    Rational fraction =
        new Rational(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    assertEquals(expected, fraction.floorLog2());
  }

  @Test
  void isInLowestTerms() {
    assertEquals(Rational.of(2), Rational.of(6).dividedBy(Rational.of(3)));
    assertEquals(Rational.of(1), Rational.of(-2).dividedBy(Rational.of(-2)));
    assertEquals(Rational.ZERO, Rational.of(0.5f).plus(Rational.of(-0.5f)));
  }
}
