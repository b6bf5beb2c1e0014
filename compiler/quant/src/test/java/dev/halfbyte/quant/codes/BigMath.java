package dev.halfbyte.quant.codes;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/// Functions to 50 digits, by series and roots of their own.
final class BigMath {
  static final MathContext DIGITS = new MathContext(50);
  private static final BigDecimal TINY = new BigDecimal("1e-55");
  static final BigDecimal PI =
      atan(BigDecimal.ONE.divide(BigDecimal.valueOf(5), DIGITS))
          .multiply(BigDecimal.valueOf(16))
          .subtract(
              atan(BigDecimal.ONE.divide(BigDecimal.valueOf(239), DIGITS))
                  .multiply(BigDecimal.valueOf(4)))
          .round(DIGITS);

  private BigMath() {}

  /// `2^(-numerator / denominator)` by the integer root of a power of two.
  static BigDecimal power(int numerator, int denominator) {
    // 2^(-n/d) = (2^(200 d - n))^(1/d) / 2^200.
    BigInteger root = root(BigInteger.ONE.shiftLeft(200 * denominator - numerator), denominator);
    return new BigDecimal(root).divide(new BigDecimal(BigInteger.ONE.shiftLeft(200)), DIGITS);
  }

  /// The largest integer whose power is not above `number`.
  private static BigInteger root(BigInteger number, int degree) {
    BigInteger low = BigInteger.ZERO;
    for (int bit = number.bitLength() / degree + 1; bit >= 0; bit--) {
      BigInteger higher = low.setBit(bit);
      low = higher.pow(degree).compareTo(number) <= 0 ? higher : low;
    }
    return low;
  }

  /// `log2` of a number from 2^-20 to 2, bit by bit.
  static BigDecimal log2(BigDecimal number) {
    BigDecimal two = BigDecimal.TWO;
    BigDecimal x = number;
    int whole = 0;
    for (; x.compareTo(BigDecimal.ONE) < 0; x = x.multiply(two)) {
      whole--;
    }
    for (; x.compareTo(two) >= 0; x = x.divide(two, DIGITS)) {
      whole++;
    }
    BigDecimal sum = BigDecimal.valueOf(whole);
    BigDecimal part = BigDecimal.ONE;
    for (int bit = 0; bit < 150; bit++) {
      x = x.multiply(x, DIGITS);
      part = part.divide(two, DIGITS);
      if (x.compareTo(two) >= 0) {
        x = x.divide(two, DIGITS);
        sum = sum.add(part, DIGITS);
      }
    }
    return sum;
  }

  static BigDecimal tan(BigDecimal x) {
    BigDecimal sine = BigDecimal.ZERO;
    BigDecimal cosine = BigDecimal.ZERO;
    BigDecimal term = BigDecimal.ONE;
    for (int n = 0; term.abs().compareTo(TINY) > 0; n++) {
      BigDecimal signed = n % 4 < 2 ? term : term.negate();
      sine = n % 2 == 1 ? sine.add(signed) : sine;
      cosine = n % 2 == 0 ? cosine.add(signed) : cosine;
      term = term.multiply(x).divide(BigDecimal.valueOf(n + 1L), DIGITS);
    }
    return sine.divide(cosine, DIGITS);
  }

  /// The arc tangent of a number of at least 0, halved until its series falls fast.
  static BigDecimal atan(BigDecimal number) {
    BigDecimal x = number;
    int halvings = 0;
    for (; x.doubleValue() > 0.05; halvings++) {
      BigDecimal root = BigDecimal.ONE.add(x.multiply(x)).sqrt(DIGITS);
      x = x.divide(BigDecimal.ONE.add(root), DIGITS);
    }
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal power = x;
    for (int n = 1; power.abs().compareTo(TINY) > 0; n += 2) {
      BigDecimal term = power.divide(BigDecimal.valueOf(n), DIGITS);
      sum = n % 4 == 1 ? sum.add(term) : sum.subtract(term);
      power = power.multiply(x).multiply(x).round(DIGITS);
    }
    return sum.multiply(BigDecimal.ONE.add(BigDecimal.ONE).pow(halvings)).round(DIGITS);
  }
}
