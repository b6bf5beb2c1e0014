package dev.halfbyte.conformance.matrix;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Unary;
import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// Arithmetic, comparisons and reductions of integers of at most 4 bits.
final class IntegerMatrix {
  private IntegerMatrix() {}

  /// Every value of every type to every type that holds it.
  static Matrix cast() {
    Matrix matrix = new Matrix("casts");
    List<ElemType> wide = List.of(ElemType.S16, ElemType.S32, ElemType.S64);
    for (ElemType type : FourBits.operands()) {
      Value operand = matrix.all(type);
      for (ElemType to : wide) {
        matrix.expectInts(matrix.add(new Cast(operand, to)), i -> FourBits.number(type, i));
      }
      if (type instanceof IntType) {
        matrix.expect(
            matrix.add(new Cast(operand, ElemType.F32)),
            Tensor.generateFloats(Shape.of(FourBits.count(type)), i -> FourBits.number(type, i)));
      }
    }
    return matrix;
  }

  /// All pairs of values.
  static Matrix binary() {
    Matrix matrix = new Matrix("binary");
    for (IntType type : FourBits.integers()) {
      Pairs pairs = new Pairs(matrix, type, type.min(), type.max(), type.min(), type.max());
      pairs.expect(Binary.Kind.MAX, Math::max);
      pairs.expect(Binary.Kind.MIN, Math::min);
      Pairs halves =
          new Pairs(matrix, type, type.min() / 2, type.max() / 2, type.min() / 2, type.max() / 2);
      halves.expect(Binary.Kind.ADD, Long::sum);
      if (type.signed()) {
        halves.expect(Binary.Kind.SUB, (a, b) -> a - b);
      }
      Pairs quotients = new Pairs(matrix, type, 0, type.max(), 1, type.max());
      quotients.expect(Binary.Kind.DIV, Math::floorDiv);
      Pairs shifts =
          new Pairs(matrix, type, type.min(), type.max(), 0, Math.min(type.max(), type.bits() - 1));
      shifts.expect(Binary.Kind.SHR, (a, b) -> Math.floorDiv(a, 1L << b));
      Pairs wide = pairs.widened(ElemType.S16);
      wide.expect(Binary.Kind.ADD, Long::sum);
      wide.expect(Binary.Kind.SUB, (a, b) -> a - b);
      wide.expect(Binary.Kind.MUL, (a, b) -> a * b);
      Pairs powers = new Pairs(matrix, type, type.min(), type.max(), 0, Math.min(type.max(), 7));
      powers.widened(ElemType.S16).expect(Binary.Kind.SHL, (a, b) -> a * (1L << b));
    }
    return matrix;
  }

  /// All pairs of values of a type, brought into ranges by `max` and `min`.
  private record Pairs(
      Matrix matrix,
      Value left,
      Value right,
      IntType type,
      long leastA,
      long mostA,
      long leastB,
      long mostB) {
    Pairs(Matrix matrix, IntType type, long leastA, long mostA, long leastB, long mostB) {
      this(
          matrix,
          clamped(matrix, type, 0, leastA, mostA),
          clamped(matrix, type, 1, leastB, mostB),
          type,
          leastA,
          mostA,
          leastB,
          mostB);
    }

    private static Value clamped(Matrix matrix, IntType type, int axis, long least, long most) {
      int count = FourBits.count(type);
      Shape shape = Shape.of(count, count);
      Value all = matrix.along(matrix.all(type), shape, axis);
      Value low = least > type.min() ? bound(matrix, Binary.Kind.MAX, all, least) : all;
      return most < type.max() ? bound(matrix, Binary.Kind.MIN, low, most) : low;
    }

    private static Value bound(Matrix matrix, Binary.Kind kind, Value value, long bound) {
      TensorType type = matrix.type(value);
      Tensor scalar = Tensor.ofInts(new TensorType(type.elem(), Shape.SCALAR), bound);
      return matrix.add(
          new Binary(kind, value, matrix.along(matrix.constant(scalar), type.shape())));
    }

    Pairs widened(IntType to) {
      Value a = matrix.add(new Cast(left, to));
      Value b = matrix.add(new Cast(right, to));
      return new Pairs(matrix, a, b, type, leastA, mostA, leastB, mostB);
    }

    void expect(Binary.Kind kind, LongBinaryOperator function) {
      matrix.expectInts(
          matrix.add(new Binary(kind, left, right)), i -> function.applyAsLong(a(i), b(i)));
    }

    long a(int i) {
      return Math.clamp(FourBits.number(type, i / FourBits.count(type)), leastA, mostA);
    }

    long b(int i) {
      return Math.clamp(FourBits.number(type, i % FourBits.count(type)), leastB, mostB);
    }
  }

  /// All pairs of values; codes compare as they are stored.
  static Matrix compare() {
    Matrix matrix = new Matrix("compare");
    for (ElemType type : FourBits.operands()) {
      int count = FourBits.count(type);
      Shape shape = Shape.of(count, count);
      Value left = matrix.along(matrix.all(type), shape, 0);
      Value right = matrix.along(matrix.all(type), shape, 1);
      for (Compare.Kind kind : Compare.Kind.values()) {
        Value holds = matrix.add(new Compare(kind, left, right));
        matrix.expectInts(holds, i -> holds(kind, i / count, i % count) ? 1 : 0);
        if (kind == Compare.Kind.GT) {
          long least = ElemType.storage(type).orElseThrow().min();
          matrix.expectInts(
              matrix.add(new Select(holds, left, right)),
              i -> least + Math.max(i / count, i % count));
        }
      }
    }
    return matrix;
  }

  private static boolean holds(Compare.Kind kind, int left, int right) {
    return switch (kind) {
      case EQ -> left == right;
      case NE -> left != right;
      case LT -> left < right;
      case LE -> left <= right;
      case GT -> left > right;
      case GE -> left >= right;
    };
  }

  /// Every value for which a function has a result.
  static Matrix unary() {
    Matrix matrix = new Matrix("unary");
    for (IntType type : FourBits.integers()) {
      long least = type.signed() ? -type.max() : 0;
      unary(matrix, Unary.Kind.ABS, type, least, Math::abs);
      unary(matrix, Unary.Kind.SQRT, type, 0, x -> (long) Math.sqrt((double) x));
      unary(matrix, Unary.Kind.LEADING_ONE, type, type.min(), IntegerMatrix::leadingOne);
      if (type.signed()) {
        unary(matrix, Unary.Kind.NEG, type, least, x -> -x);
        unary(
            matrix,
            Unary.Kind.NORMALIZE,
            type,
            type.min(),
            x -> x < 1 ? 0 : x << type.bits() - 2 - leadingOne(x));
      }
    }
    return matrix;
  }

  private static long leadingOne(long x) {
    return x < 1 ? 0 : Long.toBinaryString(x).length() - 1;
  }

  private static void unary(
      Matrix matrix, Unary.Kind kind, IntType type, long least, LongUnaryOperator function) {
    Value operand = matrix.all(type);
    if (least > type.min()) {
      operand = Pairs.bound(matrix, Binary.Kind.MAX, operand, least);
    }
    matrix.expectInts(
        matrix.add(new Unary(kind, operand)),
        i -> function.applyAsLong(Math.max(FourBits.number(type, i), least)));
  }

  /// Rows that hold every value, from each place on; under a mask, down to none of them.
  static Matrix reduce() {
    Matrix matrix = new Matrix("reduce");
    for (IntType type : FourBits.integers()) {
      int count = FourBits.count(type);
      Shape shape = Shape.of(count, count);
      Value rows = matrix.along(matrix.all(type), shape, 1);
      Tensor triangle =
          Tensor.generateInts(
              new TensorType(ElemType.BOOL, shape), i -> i % count > i / count ? 1 : 0);
      Value mask = matrix.input("mask", triangle);
      for (IntType to : List.of(ElemType.S16, ElemType.S32, ElemType.S64)) {
        for (Reduce.Kind kind : Reduce.Kind.values()) {
          reduce(matrix, kind, rows, Optional.empty(), type, to);
          reduce(matrix, kind, rows, Optional.of(mask), type, to);
        }
      }
    }
    return matrix;
  }

  private static void reduce(
      Matrix matrix, Reduce.Kind kind, Value rows, Optional<Value> mask, IntType type, IntType to) {
    int count = FourBits.count(type);
    matrix.expectInts(
        matrix.add(new Reduce(kind, rows, mask, List.of(1), Order.SERIAL, to)),
        row -> {
          long total =
              switch (kind) {
                case SUM -> 0;
                case MAX -> to.min();
                case MIN -> to.max();
              };
          for (int i = mask.isPresent() ? row + 1 : 0; i < count; i++) {
            long value = FourBits.number(type, i);
            total =
                switch (kind) {
                  case SUM -> total + value;
                  case MAX -> Math.max(total, value);
                  case MIN -> Math.min(total, value);
                };
          }
          return total;
        });
  }
}
