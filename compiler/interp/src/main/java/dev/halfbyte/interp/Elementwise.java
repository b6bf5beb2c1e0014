package dev.halfbyte.interp;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Clip;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Unary;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// Ops that look at one element of each operand.
final class Elementwise {
  private Elementwise() {}

  @FunctionalInterface
  private interface FloatUnary {
    float apply(float x);
  }

  @FunctionalInterface
  private interface FloatBinary {
    float apply(float a, float b);
  }

  static Cells unary(Unary.Kind kind, Cells x) {
    if (!x.isFloat()) {
      LongUnaryOperator integer =
          switch (kind) {
            case NEG -> Math::negateExact;
            case ABS -> Math::absExact;
            case SQRT -> Integers::sqrt;
            case LEADING_ONE -> Integers::leadingOne;
            case NORMALIZE -> {
              int bits = ElemType.storage(x.type().elem()).orElseThrow().bits();
              yield a -> Integers.normalize(a, bits);
            }
            case EXP, EXP2, LOG, ERF, TANH ->
                throw new IllegalArgumentException(kind + " of integers");
          };
      return mapLongs(x, integer);
    }
    FloatUnary function =
        switch (kind) {
          case NEG -> a -> -a;
          case ABS -> Math::abs;
          case SQRT -> a -> (float) Math.sqrt(a);
          case EXP -> FloatMath::exp;
          case EXP2 -> FloatMath::exp2;
          case LOG -> FloatMath::log;
          case ERF -> FloatMath::erf;
          case TANH -> FloatMath::tanh;
          case LEADING_ONE, NORMALIZE -> throw new IllegalArgumentException(kind + " of floats");
        };
    return mapFloats(x, function);
  }

  static Cells relu(Cells x) {
    return mapFloats(x, a -> a > 0 ? a : 0f);
  }

  static Cells clip(Clip clip, Cells x) {
    return mapFloats(x, a -> min(max(a, clip.lo()), clip.hi()));
  }

  static Cells gelu(Cells x) {
    return mapFloats(x, a -> 0.5f * a * (1f + FloatMath.erf(a * 0x1.6a09e6p-1f)));
  }

  static Cells silu(Cells x) {
    return mapFloats(x, a -> a / (1f + FloatMath.exp(-a)));
  }

  static Cells sigmoid(Cells x) {
    return mapFloats(x, a -> 1f / (1f + FloatMath.exp(-a)));
  }

  static Cells binary(Binary.Kind kind, Cells left, Cells right) {
    if (!left.isFloat()) {
      return zipLongs(left, right, integer(kind));
    }
    FloatBinary function =
        switch (kind) {
          case ADD -> Float::sum;
          case SUB -> (a, b) -> a - b;
          case MUL -> (a, b) -> a * b;
          case DIV -> (a, b) -> a / b;
          case MAX -> Elementwise::max;
          case MIN -> Elementwise::min;
          case SHL, SHR -> throw new IllegalArgumentException(kind + " of floats");
        };
    return zipFloats(left, right, function);
  }

  private static LongBinaryOperator integer(Binary.Kind kind) {
    return switch (kind) {
      case ADD -> Math::addExact;
      case SUB -> Math::subtractExact;
      case MUL -> Math::multiplyExact;
      case DIV -> Math::floorDiv;
      case MAX -> Math::max;
      case MIN -> Math::min;
      case SHL -> Integers::shiftLeft;
      case SHR -> (a, b) -> a >> b;
    };
  }

  /// Not `Math.max`: of zeros of two signs and of NaN the right operand is the result.
  static float max(float a, float b) {
    return a > b ? a : b;
  }

  static float min(float a, float b) {
    return a < b ? a : b;
  }

  static Cells compare(Compare.Kind kind, Cells left, Cells right) {
    long[] result = new long[left.count()];
    for (int i = 0; i < result.length; i++) {
      boolean holds =
          left.isFloat()
              ? holds(kind, left.floats()[i], right.floats()[i])
              : holds(kind, Long.compare(left.longs()[i], right.longs()[i]));
      result[i] = holds ? 1 : 0;
    }
    return Cells.ofLongs(left.type().withElem(ElemType.BOOL), result);
  }

  private static boolean holds(Compare.Kind kind, float a, float b) {
    return switch (kind) {
      case EQ -> a == b;
      case NE -> a != b;
      case LT -> a < b;
      case LE -> a <= b;
      case GT -> a > b;
      case GE -> a >= b;
    };
  }

  private static boolean holds(Compare.Kind kind, int order) {
    return switch (kind) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      case GT -> order > 0;
      case GE -> order >= 0;
    };
  }

  static Cells select(Cells condition, Cells then, Cells otherwise) {
    long[] choice = condition.longs();
    if (then.isFloat()) {
      float[] result = otherwise.floats().clone();
      for (int i = 0; i < result.length; i++) {
        result[i] = choice[i] != 0 ? then.floats()[i] : result[i];
      }
      return Cells.ofFloats(then.type(), result);
    }
    long[] result = otherwise.longs().clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = choice[i] != 0 ? then.longs()[i] : result[i];
    }
    return Cells.ofLongs(then.type(), result);
  }

  static Cells cast(Cells operand, ElemType elem) {
    TensorType type = operand.type().withElem(elem);
    if (!elem.equals(ElemType.F32)) {
      return Cells.ofLongs(type, operand.decoded());
    }
    float[] result = new float[operand.count()];
    for (int i = 0; i < result.length; i++) {
      result[i] = operand.longs()[i];
    }
    return Cells.ofFloats(type, result);
  }

  private static Cells mapFloats(Cells x, FloatUnary function) {
    float[] from = x.floats();
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = function.apply(from[i]);
    }
    return Cells.ofFloats(x.type(), to);
  }

  private static Cells mapLongs(Cells x, LongUnaryOperator function) {
    long[] from = x.longs();
    long[] to = new long[from.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = function.applyAsLong(from[i]);
    }
    return Cells.ofLongs(x.type(), to);
  }

  private static Cells zipFloats(Cells left, Cells right, FloatBinary function) {
    float[] a = left.floats();
    float[] b = right.floats();
    float[] to = new float[a.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = function.apply(a[i], b[i]);
    }
    return Cells.ofFloats(left.type(), to);
  }

  private static Cells zipLongs(Cells left, Cells right, LongBinaryOperator function) {
    long[] a = left.longs();
    long[] b = right.longs();
    long[] to = new long[a.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = function.applyAsLong(a[i], b[i]);
    }
    return Cells.ofLongs(left.type(), to);
  }
}
