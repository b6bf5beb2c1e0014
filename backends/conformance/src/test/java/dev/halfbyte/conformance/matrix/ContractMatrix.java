package dev.halfbyte.conformance.matrix;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.CodeType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import java.util.List;
import java.util.Optional;

/// Sums of products: every pair of values of every type with types of each kind, and the reverse;
/// weights known and computed, products masked.
final class ContractMatrix {
  /// Not a multiple of the steps of any leaf, and enough to pack computed panels.
  private static final int DEPTH = 9;

  private static final Einsum OUTER =
      new Einsum(List.of("i", "k"), List.of("j", "k"), List.of("i", "j"));

  private ContractMatrix() {}

  /// One of each kind: two integers, zero points inside and at the end, tables of one and two
  /// digits.
  private static List<ElemType> kinds() {
    return List.of(
        ElemType.S4,
        new CodeType(FourBits.affine(ElemType.S4, -3)),
        new CodeType(FourBits.affine(ElemType.U4, 15)),
        new CodeType(FourBits.tables().get(3)),
        new CodeType(FourBits.tables().get(1)));
  }

  /// Every pair of types, of which one is each of `kinds`, by one product each: the values of the
  /// right are known when it is compiled.
  static List<Matrix> products() {
    Matrix left = new Matrix("products_left");
    Matrix right = new Matrix("products_right");
    for (ElemType type : FourBits.operands()) {
      for (ElemType kind : kinds()) {
        product(left, type, kind);
        product(right, kind, type);
      }
    }
    return List.of(left, right);
  }

  private static void product(Matrix matrix, ElemType left, ElemType right) {
    Tensor rows = column(left);
    Tensor columns = column(right);
    Value product =
        matrix.add(
            new Contract(
                matrix.input("a", rows),
                matrix.constant(columns),
                OUTER,
                Order.SERIAL,
                ElemType.S32));
    int count = FourBits.count(right);
    matrix.expectInts(
        product, i -> FourBits.number(left, i / count) * FourBits.number(right, i % count));
  }

  /// All values of `type`, one a row.
  private static Tensor column(ElemType type) {
    Tensor values = Matrix.values(type);
    return values.as(new TensorType(type, Shape.of(values.count(), 1)));
  }

  /// Sums of nine products of computed operands, where each value meets each; some are masked.
  static List<Matrix> sums() {
    Matrix all = new Matrix("sums");
    Matrix some = new Matrix("masked_sums");
    for (ElemType type : FourBits.operands()) {
      for (ElemType kind : List.of(kinds().get(1), kinds().get(4))) {
        sum(all, type, kind, false);
        sum(some, kind, type, true);
      }
    }
    return List.of(all, some);
  }

  private static void sum(Matrix matrix, ElemType left, ElemType right, boolean masked) {
    int rows = Math.max(FourBits.count(left), 4);
    int columns = Math.max(FourBits.count(right), 4);
    Optional<Value> mask =
        masked ? Optional.of(matrix.input("mask", mask(rows))) : Optional.empty();
    Value sum =
        matrix.add(
            new Contract(
                matrix.input("a", spread(left, rows)),
                matrix.input("b", spread(right, columns)),
                mask,
                OUTER,
                Order.SERIAL,
                new IntType(48, true)));
    matrix.expectInts(
        sum,
        i -> {
          long total = 0;
          for (int k = 0; k < DEPTH; k++) {
            int a = at(left, i / columns, k);
            int b = at(right, i % columns, k);
            boolean takesPart = !masked || isPresent(i / columns, k);
            total += takesPart ? FourBits.number(left, a) * FourBits.number(right, b) : 0;
          }
          return total;
        });
  }

  private static boolean isPresent(int row, int k) {
    return (row >> k % 4 & 1) == 0;
  }

  private static Tensor mask(int rows) {
    return Tensor.generateInts(
        new TensorType(ElemType.BOOL, Shape.of(rows, DEPTH)),
        i -> isPresent(i / DEPTH, i % DEPTH) ? 1 : 0);
  }

  /// The number of the value at a place: every value is in every column `k`.
  private static int at(ElemType type, int row, int k) {
    return (row + k * k) % FourBits.count(type);
  }

  private static Tensor spread(ElemType type, int rows) {
    long least = ElemType.storage(type).orElseThrow().min();
    return Tensor.generateInts(
        new TensorType(type, Shape.of(rows, DEPTH)), i -> least + at(type, i / DEPTH, i % DEPTH));
  }

  /// Weights of every integer and affine type against activations of eight bits, as networks have
  /// them.
  static Matrix weights() {
    Matrix matrix = new Matrix("weights");
    List<Encoding> activations =
        List.of(new Encoding.Affine(ElemType.U8, 131), new Encoding.Affine(ElemType.S8, -5));
    for (Encoding activation : activations) {
      CodeType left = new CodeType(activation);
      for (ElemType right : FourBits.operands()) {
        Value sum =
            matrix.add(
                new Contract(
                    matrix.input("a", spread(left, FourBits.count(left))),
                    matrix.constant(spread(right, 16)),
                    OUTER,
                    Order.SERIAL,
                    new IntType(48, true)));
        matrix.expectInts(sum, i -> dot(left, i / 16, right, i % 16));
      }
    }
    return matrix;
  }

  private static long dot(ElemType left, int row, ElemType right, int column) {
    long total = 0;
    for (int k = 0; k < DEPTH; k++) {
      int a = at(left, row, k);
      int b = at(right, column, k);
      total += FourBits.number(left, a) * FourBits.number(right, b);
    }
    return total;
  }
}
