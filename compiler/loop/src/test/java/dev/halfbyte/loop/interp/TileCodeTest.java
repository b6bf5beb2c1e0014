package dev.halfbyte.loop.interp;

import static dev.halfbyte.loop.interp.HandMade.I;
import static dev.halfbyte.loop.interp.HandMade.SIZE;
import static dev.halfbyte.loop.interp.HandMade.X;
import static dev.halfbyte.loop.interp.HandMade.Y;
import static dev.halfbyte.loop.interp.HandMade.buffer;
import static dev.halfbyte.loop.interp.HandMade.load;
import static dev.halfbyte.loop.interp.HandMade.number;
import static dev.halfbyte.loop.interp.HandMade.stage;
import static dev.halfbyte.loop.interp.HandMade.store;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.PackedWeights;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.loop.TileShape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The tile leaf of the interpreter: a row of three numbers, padded to four, times four columns.
final class TileCodeTest {
  private static final TileShape SHAPE = new TileShape(2, 4, 2);
  private static final int TRUE_DEPTH = 3;
  private static final int DEPTH = 4;
  private static final Buffer ROWS = buffer("rows", DEPTH, Space.SCRATCH);
  private static final Buffer SUMS = buffer("sums", 8, Space.SCRATCH);
  private static final Buffer INITIAL = buffer("initial", 4, Space.CONSTANT);

  /// `x[0] * w(0, n) + 2 * w(1, n) + 3 * w(2, n) + n`, x[0] = 10.
  private static final List<Long> EXPECTED = sums(TileCodeTest::weight);

  private static long weight(long k, long column) {
    return k < TRUE_DEPTH ? Math.floorMod(3 * k - column, 4) - 2 : 0;
  }

  private static List<Long> sums(LongBinaryOperator weight) {
    List<Long> sums = new ArrayList<>();
    for (long n = 0; n < SHAPE.columns(); n++) {
      sums.add(
          10 * weight.applyAsLong(0, n)
              + 2 * weight.applyAsLong(1, n)
              + 3 * weight.applyAsLong(2, n)
              + n);
    }
    return sums;
  }

  /// The panel, as the record of the format says.
  private static ConstantData panel(PackedWeights format, LongBinaryOperator w) {
    List<Long> bytes = new ArrayList<>();
    switch (format) {
      case STEPS_S8 -> {
        for (int step = 0; step < DEPTH; step += 2) {
          for (int n = 0; n < 4; n++) {
            bytes.add(w.applyAsLong(step, n));
            bytes.add(w.applyAsLong(step + 1, n));
          }
        }
      }
      case STEPS_S4 -> {
        for (int step = 0; step < DEPTH; step += 2) {
          for (int n = 0; n < 2; n++) {
            bytes.add(pair(w.applyAsLong(step, n) + 8, w.applyAsLong(step, n + 2)));
            bytes.add(pair(w.applyAsLong(step + 1, n) + 8, w.applyAsLong(step + 1, n + 2)));
          }
        }
      }
      case COLUMNS_S8 -> {
        for (int n = 0; n < 4; n++) {
          for (int k = 0; k < DEPTH; k++) {
            bytes.add(w.applyAsLong(k, n));
          }
        }
      }
      case COLUMNS_S4 -> {
        for (int n = 0; n < 2; n++) {
          for (int k = 0; k < DEPTH; k++) {
            bytes.add(pair(w.applyAsLong(k, n), w.applyAsLong(k, n + 2)));
          }
        }
      }
      case STEPS_S2 -> {
        for (int k = 0; k < DEPTH; k++) {
          bytes.add(four(k, w, 2));
        }
      }
      case COLUMNS_S2 -> {
        for (int k = 0; k < DEPTH; k++) {
          bytes.add(four(k, w, 0));
        }
      }
    }
    Buffer buffer = new Buffer("panel", MemoryType.I8, Dim.of(bytes.size()), Space.CONSTANT);
    TensorType type = new TensorType(ElemType.S8, Shape.of(bytes.size()));
    return new ConstantData(buffer, Tensor.generateInts(type, bytes::get), "test");
  }

  private static long pair(long low, long high) {
    return (byte) (low & 0xf | high << 4);
  }

  /// All columns of a depth, of which all but the last have `more` added.
  private static long four(int k, LongBinaryOperator w, int more) {
    long bits = w.applyAsLong(k, 3) << 6;
    for (int n = 0; n < 3; n++) {
      bits |= ((w.applyAsLong(k, n) + more) & 3) << (2 * n);
    }
    return (byte) bits;
  }

  private static LoopProgram program(
      PackedWeights format, LongBinaryOperator weights, Bound rows, long pitch, Statement... more) {
    ConstantData panel = panel(format, weights);
    TensorType type = new TensorType(ElemType.S32, Shape.of(4));
    ConstantData initial = new ConstantData(INITIAL, Tensor.generateInts(type, n -> n), "test");
    List<Statement> body = new ArrayList<>();
    body.add(store(ROWS, Index.ZERO, load(X, Index.ZERO)));
    body.add(store(ROWS, Index.of(1), number(2)));
    body.add(store(ROWS, Index.of(2), number(3)));
    body.add(
        new TileContract(
            SUMS,
            INITIAL,
            Index.ZERO,
            ROWS,
            Index.ZERO,
            Dim.of(pitch),
            rows,
            Bound.of(Dim.of(4)),
            panel.buffer(),
            Index.ZERO,
            format,
            SHAPE,
            Dim.of(DEPTH)));
    body.addAll(List.of(more));
    body.add(store(Y, Index.of(I), load(SUMS, Index.of(I))));
    return HandMade.program(
        HandMade.apart(), List.of(panel, initial), stage("s", body.toArray(Statement[]::new)));
  }

  private static void assertFault(LoopFault.Kind kind, String message, LoopProgram program) {
    LoopFault fault = assertThrows(LoopFault.class, () -> HandMade.run(program));
    assertEquals("s, iteration 0: " + message, fault.getMessage());
    assertEquals(kind, fault.kind());
  }

  private static final Bound ONE_ROW = Bound.of(Dim.ONE);

  @ParameterizedTest
  @EnumSource
  void everyFormatGivesTheSameSums(PackedWeights format) {
    assertEquals(EXPECTED, HandMade.run(program(format, TileCodeTest::weight, ONE_ROW, DEPTH)));
  }

  @ParameterizedTest
  @EnumSource
  void aWeightInThePaddingMeetsAnActivationThatNobodyWrote(PackedWeights format) {
    LongBinaryOperator padded = (k, n) -> k == TRUE_DEPTH && n == 2 ? 1 : weight(k, n);
    assertFault(
        LoopFault.Kind.STALE,
        "reads rows[3], which nobody wrote",
        program(format, padded, ONE_ROW, DEPTH));
  }

  @Test
  void swappedNibblesGiveOtherSums() {
    LongBinaryOperator swapped = (k, n) -> weight(k, (n + 2) % 4);
    assertEquals(
        sums(swapped), HandMade.run(program(PackedWeights.STEPS_S4, swapped, ONE_ROW, DEPTH)));
  }

  @Test
  void rowsLieInTheirBuffer() {
    assertFault(
        LoopFault.Kind.OUT_OF_BOUNDS,
        "rows[7] of 4",
        program(PackedWeights.STEPS_S8, TileCodeTest::weight, Bound.of(Dim.of(2)), DEPTH));
  }

  @Test
  void extentsAreThoseOfATile() {
    PackedWeights format = PackedWeights.STEPS_S8;
    assertFault(
        LoopFault.Kind.EXTENT,
        "0 rows of a tile 2x4x2",
        program(format, TileCodeTest::weight, Bound.of(Dim.ZERO), DEPTH));
    assertFault(
        LoopFault.Kind.EXTENT,
        "3 rows of a tile 2x4x2",
        program(format, TileCodeTest::weight, Bound.of(Dim.of(3)), DEPTH));
    assertFault(
        LoopFault.Kind.EXTENT,
        "depth 4 of pitch 3 in 2x4x2",
        program(format, TileCodeTest::weight, ONE_ROW, TRUE_DEPTH));
  }

  @Test
  void sumsBeyondTheRowsAreNotThere() {
    Statement use = store(Y, Index.of(I), load(SUMS, Index.of(SIZE)));
    assertFault(
        LoopFault.Kind.STALE,
        "reads sums[4], which nobody wrote",
        program(PackedWeights.STEPS_S8, TileCodeTest::weight, ONE_ROW, DEPTH, use));
  }
}
