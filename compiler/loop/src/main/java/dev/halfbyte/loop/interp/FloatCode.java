package dev.halfbyte.loop.interp;

import dev.halfbyte.loop.Expression.BinaryKind;
import dev.halfbyte.loop.Expression.CompareKind;
import dev.halfbyte.loop.Expression.UnaryKind;
import dev.halfbyte.source.CompilerBug;

/// Operations on binary32, operands and results as raw bits.
///
/// Each NaN that is made has a payload and a sign that no processor gives, so that a program that
/// lets them be seen gives other results here.
final class FloatCode {
  private static final int ODD_NAN = 0xffd5_a5a5;
  private static final int CANONICAL_NAN = 0x7fc0_0000;

  private FloatCode() {}

  static float value(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  static long bits(float value) {
    return Float.isNaN(value) ? ODD_NAN : Float.floatToRawIntBits(value);
  }

  static long unary(UnaryKind kind, long operand) {
    return switch (kind) {
      case NEG -> (int) operand ^ Integer.MIN_VALUE;
      case ABS -> (int) operand & Integer.MAX_VALUE;
      case SQRT -> bits((float) Math.sqrt(value(operand)));
      case CANONICAL_NAN -> Float.isNaN(value(operand)) ? CANONICAL_NAN : operand;
      case LEADING_ZEROS, NOT -> throw new CompilerBug(kind + " of a float");
    };
  }

  static long binary(BinaryKind kind, long left, long right) {
    float a = value(left);
    float b = value(right);
    return switch (kind) {
      case ADD -> bits(a + b);
      case SUB -> bits(a - b);
      case MUL -> bits(a * b);
      case DIV -> bits(a / b);
      case MAX -> a > b ? left : right;
      case MIN -> a < b ? left : right;
      case AND, OR, XOR, SHL, SHR, USHR -> throw new CompilerBug(kind + " of floats");
    };
  }

  static long fma(long a, long b, long c) {
    return bits(Math.fma(value(a), value(b), value(c)));
  }

  static boolean compare(CompareKind kind, long left, long right) {
    float a = value(left);
    float b = value(right);
    return switch (kind) {
      case EQ -> a == b;
      case NE -> a != b;
      case LT -> a < b;
      case LE -> a <= b;
      case GT -> a > b;
      case GE -> a >= b;
    };
  }

  /// Whether the value is a whole number of 32 bits.
  static boolean isInt(long bits) {
    float value = value(bits);
    return value >= -0x1p31f && value < 0x1p31f && value == (float) Math.rint(value);
  }
}
