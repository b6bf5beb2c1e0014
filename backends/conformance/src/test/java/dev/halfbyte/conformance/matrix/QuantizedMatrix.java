package dev.halfbyte.conformance.matrix;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.CodeType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Ops between floats, codes and accumulators.
final class QuantizedMatrix {
  /// None, the least of a normalized one, some of 16 bits, the largest.
  private static final long[] MULTIPLIERS = {0, 1, 32768, 40503, 65535};

  private static final int MOST_SHIFT = 46;
  private static final float[] SCALES = {1f, 0.1f, -3f, 0x1p-149f, Float.MAX_VALUE, Float.NaN};

  private QuantizedMatrix() {}

  /// All ties, their neighbours and all special values, to every affine encoding.
  static Matrix quantize() {
    Matrix matrix = new Matrix("quantize");
    List<Float> edges = new ArrayList<>();
    for (int half = -48; half <= 48; half++) {
      float tie = half / 2f;
      edges.addAll(List.of(Math.nextDown(tie), tie, Math.nextUp(tie)));
    }
    edges.addAll(List.of(-0f, Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, Float.NaN));
    edges.addAll(List.of(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0x1p31f, -0x1p31f));
    float[] inverses = {1f, 0.5f, 2f, -1f, 0f, 0x1p-149f, Float.POSITIVE_INFINITY, Float.NaN};
    Shape shape = Shape.of(edges.size(), inverses.length);
    Value x =
        matrix.along(
            matrix.input("x", Tensor.generateFloats(Shape.of(edges.size()), edges::get)), shape, 0);
    Value inverse =
        matrix.along(
            matrix.input("s", Tensor.ofFloats(Shape.of(inverses.length), inverses)), shape, 1);
    for (Encoding encoding : affine()) {
      Encoding.Affine to = (Encoding.Affine) encoding;
      matrix.expectInts(
          matrix.add(new Quantize(x, inverse, to)),
          i -> quantized(edges.get(i / inverses.length) * inverses[i % inverses.length], to));
    }
    return matrix;
  }

  private static List<Encoding> affine() {
    List<Encoding> all = new ArrayList<>(FourBits.affine());
    all.addAll(FourBits.narrow());
    return all;
  }

  private static long quantized(float t, Encoding.Affine to) {
    double least = to.storage().min() - to.zeroPoint();
    double most = to.storage().max() - to.zeroPoint();
    double clamped = Float.isNaN(t) ? least : Math.clamp((double) t, least, most);
    return (long) Math.rint(clamped) + to.zeroPoint();
  }

  /// Every value of every type times every scale.
  static Matrix dequantize() {
    Matrix matrix = new Matrix("dequantize");
    Value scale = matrix.input("s", Tensor.ofFloats(Shape.of(SCALES.length), SCALES));
    for (ElemType type : FourBits.operands()) {
      Shape shape = Shape.of(FourBits.count(type), SCALES.length);
      Value operand = matrix.along(matrix.all(type), shape, 0);
      matrix.expect(
          matrix.add(new Dequantize(operand, matrix.along(scale, shape, 1))),
          Tensor.generateFloats(
              shape, i -> FourBits.number(type, i / SCALES.length) * SCALES[i % SCALES.length]));
    }
    return matrix;
  }

  /// Every value of every type, every shift, to a few encodings; then from a few to every one.
  static List<Matrix> requantize() {
    List<Encoding> ends =
        List.of(
            FourBits.affine(ElemType.S4, -8),
            FourBits.affine(ElemType.S4, 1),
            FourBits.affine(ElemType.U4, 15));
    Matrix from = new Matrix("requantize_from");
    for (ElemType type : FourBits.operands()) {
      for (Encoding to : ends) {
        requantize(from, type, to);
      }
    }
    Matrix to = new Matrix("requantize_to");
    List<ElemType> some =
        List.of(
            ElemType.S4,
            new CodeType(FourBits.affine(ElemType.U4, 8)),
            new CodeType(FourBits.tables().getLast()));
    for (Encoding encoding : affine()) {
      some.forEach(type -> requantize(to, type, encoding));
    }
    return List.of(from, to);
  }

  private static void requantize(Matrix matrix, ElemType type, Encoding encoding) {
    Shape shape = Shape.of(FourBits.count(type), MOST_SHIFT, MULTIPLIERS.length);
    Value operand = matrix.along(matrix.all(type), shape, 0);
    Encoding.Affine to = (Encoding.Affine) encoding;
    matrix.expectInts(
        matrix.add(
            new Requantize(operand, multipliers(matrix, shape, 2), shifts(matrix, shape), to)),
        i -> {
          long number = FourBits.number(type, i / MULTIPLIERS.length / MOST_SHIFT);
          int shift = i / MULTIPLIERS.length % MOST_SHIFT + 1;
          long multiplier = MULTIPLIERS[i % MULTIPLIERS.length];
          return FourBits.requantized(BigInteger.valueOf(number * multiplier), shift, to);
        });
  }

  private static Value multipliers(Matrix matrix, Shape shape, int axis) {
    TensorType type = new TensorType(ElemType.S32, Shape.of(MULTIPLIERS.length));
    return matrix.along(matrix.input("m", Tensor.ofInts(type, MULTIPLIERS)), shape, axis);
  }

  private static Value shifts(Matrix matrix, Shape shape) {
    TensorType type = new TensorType(ElemType.U8, Shape.of(MOST_SHIFT));
    return matrix.along(matrix.input("h", Tensor.generateInts(type, i -> i + 1)), shape, 1);
  }

  /// All pairs of values, every shift; each zero point once on the left, on the right, and in the
  /// result, each table on both sides.
  static Matrix requantizeAdd() {
    Matrix matrix = new Matrix("requantize_add");
    List<Encoding> zeros = FourBits.affine();
    for (int i = 0; i < zeros.size(); i++) {
      Encoding right = zeros.get((i + 13) % zeros.size());
      Encoding to = zeros.get((i + 22) % zeros.size());
      requantizeAdd(matrix, new CodeType(zeros.get(i)), new CodeType(right), to);
    }
    List<ElemType> others = new ArrayList<>(FourBits.integers());
    FourBits.tables().forEach(table -> others.add(new CodeType(table)));
    for (int i = 0; i < others.size(); i++) {
      requantizeAdd(matrix, others.get(i), others.get((i + 5) % others.size()), zeros.get(i));
    }
    return matrix;
  }

  private static void requantizeAdd(
      Matrix matrix, ElemType left, ElemType right, Encoding encoding) {
    int columns = FourBits.count(right);
    int rows = FourBits.count(left);
    Shape shape = Shape.of(rows, MOST_SHIFT, columns);
    // Multipliers of one axis each: all pairs of them would be too many.
    Value leftMultiplier = scaled(matrix, shape, 0, rows);
    Value rightMultiplier = scaled(matrix, shape, 2, columns);
    Encoding.Affine to = (Encoding.Affine) encoding;
    Value sum =
        matrix.add(
            new RequantizeAdd(
                matrix.along(matrix.all(left), shape, 0),
                leftMultiplier,
                matrix.along(matrix.all(right), shape, 2),
                rightMultiplier,
                shifts(matrix, shape),
                to));
    matrix.expectInts(
        sum,
        i -> {
          int row = i / columns / MOST_SHIFT;
          int column = i % columns;
          long total =
              FourBits.number(left, row) * multiplier(row)
                  + FourBits.number(right, column) * multiplier(column);
          return FourBits.requantized(BigInteger.valueOf(total), i / columns % MOST_SHIFT + 1, to);
        });
  }

  private static long multiplier(int i) {
    return MULTIPLIERS[(i + 2) % MULTIPLIERS.length];
  }

  private static Value scaled(Matrix matrix, Shape shape, int axis, int count) {
    TensorType type = new TensorType(ElemType.S32, Shape.of(count));
    return matrix.along(
        matrix.input("n", Tensor.generateInts(type, QuantizedMatrix::multiplier)), shape, axis);
  }

  /// Every value of every type in tables of codes, integers and floats, known and computed.
  static Matrix lookup() {
    Matrix matrix = new Matrix("lookup");
    for (ElemType type : FourBits.operands()) {
      int count = FourBits.count(type);
      Value operand = matrix.all(type);
      List<ElemType> entries =
          List.of(ElemType.S4, ElemType.S16, new CodeType(FourBits.affine(ElemType.U4, 3)));
      for (ElemType entry : entries) {
        ElemType.IntType storage = ElemType.storage(entry).orElseThrow();
        long span = storage.max() - storage.min() + 1;
        Tensor table =
            Tensor.generateInts(
                new TensorType(entry, Shape.of(count)),
                i -> storage.min() + Math.floorMod(i * 40503L + 7, span));
        matrix.expectInts(matrix.add(new Lookup(operand, matrix.constant(table))), table::longAt);
        matrix.expectInts(matrix.add(new Lookup(operand, matrix.input("t", table))), table::longAt);
      }
      Tensor floats = Tensor.generateFloats(Shape.of(count), i -> i == 3 ? Double.NaN : 0.1 * i);
      matrix.expect(matrix.add(new Lookup(operand, matrix.constant(floats))), floats);
    }
    return matrix;
  }
}
