package dev.halfbyte.quant.norm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.quant.exact.Rational;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Normalized rows against their definition in numbers of any size, and against the exact quotient.
class NormalizedRowsTest {
  private static final Encoding.Affine STREAM = new Encoding.Affine(ElemType.S16, 0);

  /// A program from codes to normalized codes.
  private record Built(Program program, int fractionBits) {}

  private static Optional<Built> build(
      int rows, int extent, Encoding.Affine encoding, Moments moments, double epsilon, int root) {
    ProgramBuilder builder = new ProgramBuilder("norm");
    TensorType type = new TensorType(new ElemType.CodeType(encoding), Shape.of(rows, extent));
    Value codes = builder.parameter("q", type, Parameter.Kind.INPUT);
    return NormalizedRows.of(builder, codes, moments, Rational.ONE, (float) epsilon)
        .map(normalized -> {
          NormalizedRows.Normal normal = normalized.normal(root);
          Program program = builder.output("z", normal.codes()).build();
          Verifier.require(program, Stage.SEALED_INTEGER, "normalize");
          return new Built(program, normal.fractionBits());
        });
  }

  private static Tensor run(Built built, long[][] rows, Encoding.Affine encoding) {
    int extent = rows[0].length;
    TensorType type =
        new TensorType(new ElemType.CodeType(encoding), Shape.of(rows.length, extent));
    Tensor codes =
        Tensor.generateInts(type, i -> rows[i / extent][i % extent] + encoding.zeroPoint());
    return Interpreter.run(built.program(), new TreeMap<>(Map.of("q", codes)))
        .firstEntry()
        .getValue();
  }

  @ParameterizedTest
  @CsvSource({
    "CENTERED, 1", "CENTERED, 3", "CENTERED, 192", "CENTERED, 768", "CENTERED, 4096",
    "RAW, 1", "RAW, 3", "RAW, 192", "RAW, 768", "RAW, 4096"
  })
  void isItsDefinitionAndWithinTheStatedBound(Moments moments, int extent) {
    long[][] rows = rows(extent);
    for (int root : new int[] {NormalizedRows.NARROW_ROOT, NormalizedRows.WIDE_ROOT}) {
      Built built = build(rows.length, extent, STREAM, moments, 1e-6, root).orElseThrow();
      Tensor actual = run(built, rows, STREAM);
      for (int r = 0; r < rows.length; r++) {
        RowOracle oracle = new RowOracle(rows[r], moments, guard(extent, 1e-6f));
        long reciprocal = oracle.reciprocalRoot(root);
        for (int c = 0; c < extent; c += 1 + extent / 64) {
          long code = actual.longAt(r * extent + c);
          assertEquals(oracle.code(c, reciprocal, root, built.fractionBits()), code);
          assertWithinBound(oracle.exact(c), code, root, built.fractionBits());
        }
      }
    }
  }

  private static void assertWithinBound(double exact, long code, int root, int fractionBits) {
    double bound =
        Math.abs(exact) * (Math.scalb(1.0, 1 - root) + 0x1p-30)
            + Math.scalb(1.0, -fractionBits - 1);
    // Only where a row reaches sqrt(C) itself is the largest code half a step short of it.
    double clamp = Math.abs(code) >= Short.MAX_VALUE ? Math.scalb(1.0, -fractionBits) : 0;
    double error = Math.abs(Math.scalb((double) code, -fractionBits) - exact);
    assertTrue(error <= bound + clamp, exact + " became " + code + ", error " + error);
  }

  private static BigInteger guard(int extent, float epsilon) {
    Rational square = Rational.of((long) extent * extent);
    return Rational.of(epsilon).times(square).round().max(BigInteger.ONE);
  }

  /// Rows as a residual stream holds them, and rows that no stream should hold.
  private static long[][] rows(int extent) {
    Random random = new Random(extent);
    List<long[]> rows = new ArrayList<>();
    double[] spread = new double[extent];
    for (int c = 0; c < extent; c++) {
      spread[c] = Math.exp(0.6 * random.nextGaussian()) * (c % 61 == 7 ? 20 : 1);
    }
    for (double step : new double[] {1, 40, 900}) {
      rows.add(row(extent, c -> step * spread[c] * random.nextGaussian()));
      rows.add(row(extent, _ -> step * random.nextGaussian()));
      rows.add(row(extent, _ -> 30000 + step * random.nextGaussian()));
    }
    for (long constant : new long[] {0, 1, -17, Short.MAX_VALUE, Short.MIN_VALUE}) {
      rows.add(row(extent, _ -> constant));
      rows.add(row(extent, c -> c == extent / 2 ? -constant : constant));
    }
    rows.add(row(extent, c -> c % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE));
    rows.add(row(extent, c -> c == 0 ? Short.MIN_VALUE : Short.MAX_VALUE));
    rows.add(row(extent, c -> c));
    return rows.toArray(long[][]::new);
  }

  private interface Element {
    double at(int index);
  }

  private static long[] row(int extent, Element element) {
    long[] row = new long[extent];
    for (int c = 0; c < extent; c++) {
      long rounded = Math.round(element.at(c));
      row[c] = Math.clamp(rounded, Short.MIN_VALUE, Short.MAX_VALUE);
    }
    return row;
  }

  @Test
  void everyRowOfThreeSmallCodes() {
    Encoding.Affine encoding = new Encoding.Affine(new IntType(4, false), 5);
    long[][] rows = new long[16 * 16 * 16][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new long[] {i % 16 - 5, i / 16 % 16 - 5, i / 256 - 5};
    }
    for (Moments moments : Moments.values()) {
      Built built =
          build(rows.length, 3, encoding, moments, 0, NormalizedRows.WIDE_ROOT).orElseThrow();
      Tensor actual = run(built, rows, encoding);
      for (int i = 0; i < actual.count(); i++) {
        RowOracle oracle = new RowOracle(rows[i / 3], moments, BigInteger.ONE);
        long reciprocal = oracle.reciprocalRoot(NormalizedRows.WIDE_ROOT);
        long expected =
            oracle.code(i % 3, reciprocal, NormalizedRows.WIDE_ROOT, built.fractionBits());
        assertEquals(expected, actual.longAt(i));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"S16, 65000", "U8, 65536"})
  void widthsAreProvenForLongRows(String storage, int extent) {
    Encoding.Affine encoding = storage.equals("S16") ? STREAM : new Encoding.Affine(ElemType.U8, 0);
    assertTrue(
        build(2, extent, encoding, Moments.CENTERED, 1e-6, NormalizedRows.WIDE_ROOT).isPresent());
  }

  @Test
  void rowsBeyondSixtyFourBitsAreRefused() {
    assertTrue(build(1, 1 << 17, STREAM, Moments.CENTERED, 0, NormalizedRows.WIDE_ROOT).isEmpty());
    assertTrue(build(1, 192, STREAM, Moments.RAW, 1e30, NormalizedRows.WIDE_ROOT).isEmpty());
  }

  @Test
  void oneRootServesAllCodesOfItsWidth() {
    ProgramBuilder builder = new ProgramBuilder("norm");
    TensorType type = new TensorType(new ElemType.CodeType(STREAM), Shape.of(2, 8));
    Value codes = builder.parameter("q", type, Parameter.Kind.INPUT);
    NormalizedRows rows =
        NormalizedRows.of(builder, codes, Moments.CENTERED, Rational.ONE, 0f).orElseThrow();
    assertEquals(rows.normal(NormalizedRows.WIDE_ROOT), rows.normal(NormalizedRows.WIDE_ROOT));
  }
}
