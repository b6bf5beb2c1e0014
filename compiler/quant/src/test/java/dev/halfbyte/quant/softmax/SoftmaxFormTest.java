package dev.halfbyte.quant.softmax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.quant.codes.LogFamily;
import dev.halfbyte.quant.codes.NearestCode;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every form on rows that are meant to hurt, against binary64 with the bounds of numerics.md; and
/// for rows of up to 65536 elements the verifier has to prove all widths.
class SoftmaxFormTest {
  /// Logits, and which of them take part.
  static final class Row {
    final String name;
    final int[] logits;
    final boolean[] present;

    private Row(String name, int[] logits, boolean[] present) {
      this.name = name;
      this.logits = logits;
      this.present = present;
    }

    static Row of(String name, int length, IntUnaryOperator logit) {
      boolean[] all = new boolean[length];
      Arrays.fill(all, true);
      return new Row(name, IntStream.range(0, length).map(logit).toArray(), all);
    }

    Row masked(String newName, IntPredicate present) {
      boolean[] mask = new boolean[logits.length];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = present.test(i);
      }
      return new Row(newName, logits, mask);
    }

    int count() {
      int count = 0;
      for (boolean one : present) {
        count += one ? 1 : 0;
      }
      return count;
    }
  }

  private static final int LEAST = Short.MIN_VALUE;
  private static final int GREATEST = Short.MAX_VALUE;

  static List<Row> rows() {
    Random random = new Random(7);
    int[] peaky = random.ints(197, -90, 90).toArray();
    int[] long4096 = random.ints(4096, -60, 60).toArray();
    Row ramp = Row.of("ramp", 300, i -> 4 * i);
    return List.of(
        Row.of("one element", 1, _ -> 17),
        Row.of("all equal", 64, _ -> -1000),
        Row.of("all equal and long", 4096, _ -> 5),
        Row.of("one huge", 197, i -> i == 100 ? 2000 : 0),
        Row.of("two huge among many", 4096, i -> i % 2048 == 7 ? 160 : 0),
        Row.of("one far below", 64, i -> i == 3 ? -2000 : 0),
        Row.of("extremes", 16, i -> i % 2 == 0 ? LEAST : GREATEST),
        Row.of("all least", 16, _ -> LEAST),
        Row.of("all greatest", 16, _ -> GREATEST),
        ramp,
        Row.of("steep ramp", 300, i -> -100 * i),
        Row.of("gaussian", 197, i -> peaky[i]),
        Row.of("gaussian and long", 4096, i -> long4096[i]),
        ramp.masked("causal ramp", i -> i <= 41),
        ramp.masked("maximum is absent", i -> i < 299),
        ramp.masked("only one takes part", i -> i == 12),
        Row.of("extremes, the greatest absent", 16, i -> i % 2 == 0 ? LEAST : GREATEST)
            .masked("the greatest absent", i -> i % 2 == 0));
  }

  /// A form with its bound on the error of a probability.
  record Bounded(SoftmaxForm form, Bound bound) {
    @Override
    public String toString() {
      return switch (form) {
        case LateNormalization(Encoding e, long _) -> "late, " + e.storage() + name(e);
        case EarlyNormalization(Encoding e, long _) -> "early, " + e.storage() + name(e);
        case IBertSoftmax _, Shiftmax _, LogIntSoftmax _, Softermax _ -> form.toString();
      };
    }

    private static String name(Encoding encoding) {
      return encoding instanceof Encoding.Table t ? " from " + t.decode(1) : "";
    }
  }

  interface Bound {
    /// @param p the exact probability
    /// @param count elements that take part
    /// @param sum of `2^-d` over them
    double of(double p, int count, double sum);
  }

  static Stream<Bounded> forms() {
    Stream<Encoding> encodings =
        Stream.concat(
            Stream.of(3, 4, 8).map(bits -> new Encoding.Affine(new IntType(bits, false), 0)),
            Stream.of(
                LogFamily.LOG2.table(3),
                LogFamily.LOG2.table(4),
                LogFamily.LOG_SQRT2.table(3),
                LogFamily.LOG_SQRT2.table(4),
                LogFamily.LOG_SQRT2.table(5),
                new LogFamily(8).table(7),
                LogFamily.LOGITS.table(8)));
    Stream<Bounded> ours =
        encodings.flatMap(encoding -> {
          TableError table = TableError.of(encoding);
          return Stream.of(
              new Bounded(new LateNormalization(encoding), table::late),
              new Bounded(new EarlyNormalization(encoding), table::early));
        });
    return Stream.concat(
        ours,
        Stream.of(
            new Bounded(new IBertSoftmax(), SoftmaxFormTest::iBert),
            new Bounded(new Shiftmax(), SoftmaxFormTest::shiftmax),
            new Bounded(new LogIntSoftmax(), (p, _, _) -> 0.52 * p + 0x1p-14),
            new Bounded(new Softermax(), SoftmaxFormTest::softermax)));
  }

  /// Codes of distances are off by at most `absolute + relative * 2^-d`.
  record TableError(double absolute, double relative) {
    static TableError of(Encoding encoding) {
      double largest = NearestCode.largest(encoding);
      if (encoding instanceof Encoding.Affine) {
        return new TableError(0.5 / largest, 0);
      }
      // Nearest of two neighbours in the ratio r: (r - 1) / (r + 1), and mantissas of 7 bits.
      double ratio = largest / encoding.decode(1);
      long least =
          ((Encoding.Table) encoding)
              .entries().stream().filter(t -> t > 0).min(Long::compare).orElseThrow();
      return new TableError(least / largest, (ratio - 1) / (ratio + 1) + 0x1p-7);
    }

    double late(double p, int count, double sum) {
      double kept = sum * (1 - relative) - count * absolute;
      return (absolute * (1 + count * p) + 2 * relative * p * sum) / Math.max(1, kept);
    }

    double early(double p, int count, double sum) {
      double lost = 1 + count * 0x1p-14 / Math.max(1, sum - count * 0x1p-14);
      return absolute + p * ((1 + relative) * Math.pow(2, 0.61 / 16) * lost - 1);
    }
  }

  private static double iBert(double p, int count, double sum) {
    return 0x1p-8 + p * (0.03 + count * 0x1p-17) + 0x1p-16 * (1 + count * p) / sum;
  }

  private static double shiftmax(double p, int count, double sum) {
    return 0x1p-7 + 0.045 * (1 + count * p) / Math.max(1, sum - count * 0.045);
  }

  private static double softermax(double p, int count, double sum) {
    return 0x1p-7 + 0.05 * p + p * count * 0x1p-15 / sum;
  }

  @ParameterizedTest
  @MethodSource("forms")
  void staysWithinItsBound(Bounded bounded) {
    LogitRowsRun run = new LogitRowsRun(bounded.form, LogitRows.LONGEST);
    for (Row row : rows()) {
      double[] actual = run.row(row.logits, row.present);
      double[] exact = LogitRowsRun.exact(row.logits, row.present);
      double greatest = Arrays.stream(exact).max().orElseThrow();
      for (int i = 0; i < actual.length; i++) {
        double bound = bounded.bound.of(exact[i], row.count(), 1 / greatest);
        String place = row.name + "[" + i + "]: " + actual[i] + " for " + exact[i];
        assertTrue(Math.abs(actual[i] - exact[i]) <= bound, () -> place + ", bound " + bound);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void absentElementsAreZero(Bounded bounded) {
    LogitRowsRun run = new LogitRowsRun(bounded.form, LogitRows.LONGEST);
    for (Row row : rows()) {
      double[] none = run.row(row.logits, new boolean[row.logits.length]);
      assertTrue(Arrays.stream(none).allMatch(p -> p == 0), row.name);
      double[] some = run.row(row.logits, row.present);
      for (int i = 0; i < some.length; i++) {
        assertTrue(row.present[i] || some[i] == 0, row.name);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void largerLogitsNeverGetLess(Bounded bounded) {
    LogitRowsRun run = new LogitRowsRun(bounded.form, LogitRows.LONGEST);
    Row ramp = Row.of("ramp", 257, i -> i);
    double[] p = run.row(ramp.logits, ramp.present);
    for (int i = 1; i < p.length; i++) {
      assertTrue(p[i] >= p[i - 1], "at " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void addingTheSameToAllLogitsChangesNothing(Bounded bounded) {
    LogitRowsRun run = new LogitRowsRun(bounded.form, 4096);
    Row row = Row.of("some", 40, i -> (i * 37) % 101);
    int octaves = 16 * 30;
    int[] moved = Arrays.stream(row.logits).map(t -> t - octaves).toArray();
    double[] expected = run.row(row.logits, row.present);
    double[] actual = run.row(moved, row.present);
    for (int i = 0; i < actual.length; i++) {
      assertEquals(expected[i], actual[i], "at " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("romEncodings")
  void romsHoldTheNearestCodes(Encoding encoding) {
    Rom rom = Rom.codes(encoding);
    double largest = NearestCode.largest(encoding);
    assertEquals(new ElemType.CodeType(encoding), rom.elem());
    for (int d = 0; d <= Rom.LAST; d++) {
      double wanted = largest * Math.pow(2, -d / 16.0);
      double error = Math.abs(encoding.decode(rom.entry().applyAsLong(d)) - wanted);
      for (long code = 0; code <= encoding.storage().max(); code++) {
        double other = Math.abs(encoding.decode(code) - wanted);
        assertTrue(error <= other + 1e-9, "distance " + d + ", code " + code);
      }
    }
  }

  static Stream<Encoding> romEncodings() {
    return forms()
        .map(Bounded::form)
        .filter(LateNormalization.class::isInstance)
        .map(form -> ((LateNormalization) form).encoding());
  }
}
