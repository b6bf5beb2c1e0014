package dev.halfbyte.quant.codes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The arrays of all families at all widths, entry by entry.
class TableFamilyTest {
  record Table(TableFamily family, int bits) {
    Encoding.Table encoding() {
      return family.table(bits);
    }
  }

  static Stream<Table> logarithms() {
    return Stream.of(1, 2, 4, 8, 16)
        .flatMap(steps ->
            IntStream.rangeClosed(2, 8).mapToObj(bits -> new Table(new LogFamily(steps), bits)));
  }

  static Stream<Table> tables() {
    return Stream.concat(
        logarithms(), Stream.of(new Table(new Fp4Family(), 4), new Table(new TernaryFamily(), 2)));
  }

  @Test
  void fourBitEntriesAreThePublishedOnes() {
    for (int q = 0; q < 15; q++) {
      assertEquals(1L << (14 - q), LogFamily.LOG2.table(4).decode(q));
      long expected = q % 2 == 0 ? 128L << (7 - q / 2) : 181L << (7 - (q + 1) / 2);
      assertEquals(expected, LogFamily.LOG_SQRT2.table(4).decode(q), "code " + q);
    }
    assertEquals(
        List.of(0L, 1L, 2L, 3L, 4L, 6L, 8L, 12L, 0L, -1L, -2L, -3L, -4L, -6L, -8L, -12L),
        new Fp4Family().table(4).entries());
  }

  @Test
  void signsAreTheirEntries() {
    Encoding.Table binary = new BinaryFamily().table(1);
    assertEquals(List.of(-1L, 1L), binary.entries());
    assertTrue(binary.zeroCode().isEmpty());
    NearestCode sign = new NearestCode(binary);
    assertEquals(List.of(0L, 0L, 1L), Stream.of(-.1, 0.0, 9.0).map(sign::of).toList());
    assertEquals(List.of(-1L, 0L, 1L, 0L), new TernaryFamily().table(2).entries());
    assertFalse(new BinaryFamily().hasWidth(2));
    assertFalse(new TernaryFamily().hasWidth(3));
    assertThrows(IllegalArgumentException.class, () -> new BinaryFamily().table(2));
    assertThrows(IllegalArgumentException.class, () -> new TernaryFamily().table(1));
  }

  @ParameterizedTest
  @MethodSource("logarithms")
  void entriesFallFromTheLargestToZero(Table table) {
    Encoding.Table encoding = table.encoding();
    int top = (1 << table.bits) - 1;
    assertEquals(1L << 14, encoding.decode(0));
    assertTrue(encoding.decode(1) < encoding.decode(0));
    for (int q = 1; q <= top; q++) {
      assertTrue(encoding.decode(q) <= encoding.decode(q - 1), "code " + q);
    }
    assertEquals(0, encoding.decode(top));
  }

  @ParameterizedTest
  @MethodSource("logarithms")
  void entriesArePowersWithinTheirMantissa(Table table) {
    int steps = ((LogFamily) table.family).steps();
    for (int q = 0; q < (1 << table.bits) - 1; q++) {
      double power = Math.pow(2, 14 - (double) q / steps);
      // Half a unit of a mantissa of 7 bits, and half a unit of the entry; below 1 it is cut to 0.
      double allowed = power / 256 + (power < 1.01 ? 1 : 0.5);
      assertEquals(power, (double) table.encoding().decode(q), allowed, "code " + q);
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void zeroHasACode(Table table) {
    long zero = table.encoding().zeroCode().orElseThrow();
    assertEquals(0, table.encoding().decode(zero));
    assertEquals(zero, new NearestCode(table.encoding()).of(0));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void theNearestEntryIsFoundForEveryNumber(Table table) {
    Encoding.Table encoding = table.encoding();
    NearestCode nearest = new NearestCode(encoding);
    double step = NearestCode.largest(encoding) / 1500.0;
    for (int i = -1600; i <= 1600; i++) {
      double number = i * step;
      double error = Math.abs(encoding.decode(nearest.of(number)) - number);
      double least =
          encoding.entries().stream()
              .mapToDouble(entry -> Math.abs(entry - number))
              .min()
              .orElseThrow();
      assertEquals(least, error, "number " + number);
    }
    for (long entry : encoding.entries()) {
      assertEquals(entry, encoding.decode(nearest.of((double) entry)));
    }
  }

  @Test
  void halfwayGoesToTheLargerMagnitude() {
    NearestCode fp4 = new NearestCode(new Fp4Family().table(4));
    assertEquals(7, fp4.of(10));
    assertEquals(15, fp4.of(-10));
    assertEquals(1, fp4.of(0.5));
    NearestCode log2 = new NearestCode(LogFamily.LOG2.table(4));
    assertEquals(2, log2.of(3 << 10));
  }

  @Test
  void affineCodesAreClamped() {
    NearestCode u8 = new NearestCode(new Encoding.Affine(ElemType.U8, 3));
    assertEquals(0, u8.of(-7));
    assertEquals(255, u8.of(300));
    assertEquals(13, u8.of(10.4));
  }

  @Test
  void otherWidthsAndStepsAreRefused() {
    assertFalse(new Fp4Family().hasWidth(8));
    assertThrows(IllegalArgumentException.class, () -> new Fp4Family().table(3));
    assertThrows(IllegalArgumentException.class, () -> LogFamily.LOG2.table(9));
    assertThrows(IllegalArgumentException.class, () -> new LogFamily(3));
  }
}
