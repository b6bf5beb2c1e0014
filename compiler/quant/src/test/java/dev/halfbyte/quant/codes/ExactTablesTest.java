package dev.halfbyte.quant.codes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Encoding;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every entry of the families with parameters, at every width and parameter, against arithmetic of
/// 50 digits.
class ExactTablesTest {
  private static long rounded(BigDecimal number) {
    return number.setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  /// `number / 2^octaves`, half up.
  private static long shifted(long number, int octaves) {
    BigInteger half = octaves == 0 ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(octaves - 1);
    return BigInteger.valueOf(number).add(half).shiftRight(octaves).longValueExact();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void adaLogShiftsThePublishedMantissas(int bits) {
    long largest = (1L << (bits + 1)) - 2;
    List<Long> mantissas =
        IntStream.range(0, 37)
            .mapToObj(r -> rounded(BigMath.power(r, 37).multiply(BigDecimal.valueOf(largest))))
            .toList();
    assertEquals(mantissas, AdaLogFamily.mantissas(bits));
    for (int q = 10; q <= 137; q++) {
      Encoding.Table table = new AdaLogFamily(q).table(bits);
      for (int k = 0; k < (1 << bits) - 1; k++) {
        long whole = mantissas.get(k * q % 37) << (13 - bits);
        assertEquals(shifted(whole, k * q / 37), table.decode(k), "q " + q + " code " + k);
      }
      assertEquals(0, table.decode((1 << bits) - 1));
      assertEquals(largest << (13 - bits), new AdaLogFamily(q).one(bits));
    }
  }

  /// The constants of the paper's code: factors of 30 and 14, mantissas of 5 and 4 bits, levels
  /// within 2.9 and 6.1 % of the powers.
  @Test
  void adaLogHasThePublishedMantissas() {
    assertEquals(30, AdaLogFamily.mantissas(4).getFirst());
    assertEquals(15, AdaLogFamily.mantissas(4).getLast());
    assertEquals(14, AdaLogFamily.mantissas(3).getFirst());
    assertEquals(7, AdaLogFamily.mantissas(3).getLast());
    assertTrue(relativeError(4) <= 0.029, "4 bits: " + relativeError(4));
    assertTrue(relativeError(3) <= 0.061, "3 bits: " + relativeError(3));
    AdaLogFamily octaves = new AdaLogFamily(37);
    assertEquals(List.of(14L << 10, 14L << 9, 14L << 8), octaves.table(3).entries().subList(0, 3));
    assertEquals(128, new AdaLogFamily.Searched().parameters().getFirst().candidates().size());
  }

  private static double relativeError(int bits) {
    List<Long> mantissas = AdaLogFamily.mantissas(bits);
    return IntStream.range(0, 37)
        .mapToDouble(r ->
            Math.abs(mantissas.get(r) / (double) mantissas.getFirst() / Math.pow(2, -r / 37.0) - 1))
        .max()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void sulqIsShiftsLessEta(int bits) {
    for (long eta : new SulqFamily.Searched().parameters().getFirst().candidates()) {
      SulqFamily family = new SulqFamily((int) eta);
      BigDecimal added = BigDecimal.valueOf(eta).divide(BigDecimal.valueOf(1 << 14));
      BigDecimal low = BigMath.log2(BigDecimal.ONE.add(added)).negate();
      BigDecimal high = BigMath.log2(added).negate();
      BigDecimal step =
          high.subtract(low).divide(BigDecimal.valueOf((1 << bits) - 1), BigMath.DIGITS);
      BigDecimal zero =
          low.negate().divide(step, BigMath.DIGITS).setScale(0, RoundingMode.HALF_EVEN);
      for (int k = 0; k < 1 << bits; k++) {
        BigDecimal exponent = step.multiply(BigDecimal.valueOf(k).subtract(zero));
        int e = exponent.setScale(0, RoundingMode.HALF_EVEN).intValueExact();
        assertEquals(e, family.shifts(bits).get(k), "eta " + eta + " code " + k);
        long power = BigInteger.ONE.shiftLeft(14 - e).longValueExact();
        assertEquals(power - eta, family.table(bits).decode(k));
      }
      assertEquals(1 << 14, family.one(bits));
    }
  }

  /// The candidates of the paper's code come first, to half a unit.
  @Test
  void sulqTriesThePublishedEtas() {
    List<Long> candidates = new SulqFamily.Searched().parameters().getFirst().candidates();
    assertEquals(
        List.of(0.001, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.1, 0.2, 0.5, 1.0),
        SulqFamily.PUBLISHED);
    for (int i = 0; i < SulqFamily.PUBLISHED.size(); i++) {
      assertEquals(SulqFamily.PUBLISHED.get(i) * (1 << 14), candidates.get(i), 0.5);
    }
    for (long eta : candidates.subList(SulqFamily.PUBLISHED.size(), candidates.size())) {
      assertEquals(1, Long.bitCount(eta));
      assertTrue(new SulqFamily((int) eta).table(4).zeroCode().isPresent(), "eta " + eta);
    }
    assertEquals(
        4, new SulqFamily(1638).table(4).entries().stream().distinct().count(), "eta of 0.1");
  }

  /// `sum T v = sum 2^(14 - e) v - eta sum v`, for any codes and values: the array holds the
  /// correction by the sum of a row of values.
  @Test
  void sulqHoldsItsRowSumCorrection() {
    Random random = new Random(7);
    for (long eta : new SulqFamily.Searched().parameters().getFirst().candidates()) {
      SulqFamily family = new SulqFamily((int) eta);
      for (int bits = 2; bits <= 8; bits++) {
        BigInteger whole = BigInteger.ZERO;
        BigInteger shifts = BigInteger.ZERO;
        BigInteger values = BigInteger.ZERO;
        for (int j = 0; j < 197; j++) {
          int code = random.nextInt(1 << bits);
          BigInteger v = BigInteger.valueOf(random.nextInt(-128, 128));
          whole = whole.add(BigInteger.valueOf(family.table(bits).decode(code)).multiply(v));
          shifts = shifts.add(v.shiftLeft(14 - family.shifts(bits).get(code)));
          values = values.add(v);
        }
        assertEquals(shifts.subtract(values.multiply(BigInteger.valueOf(eta))), whole);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 8})
  void postIsPowersOfTheRootWithASign(int bits) {
    Encoding.Table table = new PostFamily().table(bits);
    int zero = (1 << (bits - 1)) - 1;
    int octaves = Math.min(7, zero / 2);
    for (int k = 0; k < zero; k++) {
      // 181 / 128 is the root of two to seven bits.
      long mantissa = rounded(BigMath.power(-(k % 2), 2).multiply(BigDecimal.valueOf(128)));
      long entry = shifted(mantissa << octaves, Math.ceilDiv(k, 2));
      assertEquals(entry, table.decode(k), "code " + k);
      assertEquals(-entry, table.decode(k + (1 << (bits - 1))), "code " + k);
    }
    assertEquals(0, table.decode(zero));
    assertEquals(0, table.decode((1 << bits) - 1));
    assertEquals(
        List.of(1024L, 724L, 512L, 362L, 256L, 181L, 128L, 0L),
        new PostFamily().table(4).entries().subList(0, 8));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 8})
  void twinLogHasABranchForEachSign(int bits) {
    List<Long> mantissas =
        IntStream.range(0, 16)
            .mapToObj(r -> rounded(BigMath.power(-r, 16).multiply(BigDecimal.valueOf(128))))
            .toList();
    int half = 1 << (bits - 1);
    for (int lead : List.of(-160, -37, -1, 0, 1, 60, 160)) {
      for (int step = 1; step <= 32; step++) {
        Encoding.Table table = new TwinLogFamily(lead, step, 33 - step).table(bits);
        for (int k = 0; k < half - 1; k++) {
          long above = power(mantissas, Math.max(0, -lead) + k * step, bits);
          long below = power(mantissas, Math.max(0, lead) + k * (33 - step), bits);
          assertEquals(above, table.decode(k));
          assertEquals(-below, table.decode(half + k));
        }
        assertEquals(0, table.decode(half - 1));
        assertEquals(0, table.decode(2 * half - 1));
      }
    }
  }

  private static long power(List<Long> mantissas, int depth, int bits) {
    int exponent = Math.ceilDiv(depth, 16);
    long mantissa = mantissas.get(16 * exponent - depth) << (bits - 1);
    return exponent > bits + 6 ? 0 : shifted(mantissa, exponent);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void tanFitLiesOnItsCurve(int bits) {
    for (int bend = -60; bend <= 60; bend += bits > 5 ? 20 : 3) {
      int last = (1 << bits) - 1;
      assertEquals(
          curve(bend, last, (8 << bits) - 1),
          new TanFitFamily(false, bend).table(bits).entries(),
          "bend " + bend);
      if (bits > 2) {
        int end = (1 << (bits - 1)) - 1;
        List<Long> above = curve(bend, end, (8 << bits) - 1);
        List<Long> expected = new ArrayList<>(above);
        above.forEach(entry -> expected.add(-entry));
        assertEquals(expected, new TanFitFamily(true, bend).table(bits).entries());
      }
    }
  }

  private static List<Long> curve(int bend, int last, long largest) {
    BigDecimal angle =
        BigMath.PI.multiply(BigDecimal.valueOf(Math.abs(bend))).divide(BigDecimal.valueOf(128));
    BigDecimal tangent = BigMath.tan(angle);
    List<Long> entries = new ArrayList<>();
    for (int i = 0; i <= last; i++) {
      BigDecimal part = BigDecimal.valueOf(i).divide(BigDecimal.valueOf(last), BigMath.DIGITS);
      BigDecimal at =
          bend == 0
              ? part
              : bend < 0
                  ? BigMath.atan(part.multiply(tangent)).divide(angle, BigMath.DIGITS)
                  : BigMath.tan(part.multiply(angle)).divide(tangent, BigMath.DIGITS);
      entries.add(rounded(at.multiply(BigDecimal.valueOf(largest))));
    }
    return entries;
  }
}
