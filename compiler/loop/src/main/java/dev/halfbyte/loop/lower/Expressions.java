package dev.halfbyte.loop.lower;

import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Expression.Binary;
import dev.halfbyte.loop.Expression.BinaryKind;
import dev.halfbyte.loop.Expression.Constant;
import dev.halfbyte.loop.Expression.Convert;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.RegisterType;
import java.util.Optional;

/// Short spellings for expressions; integer operations on literals fold.
final class Expressions {
  private Expressions() {}

  static Constant i32(long value) {
    return new Constant(RegisterType.I32, Math.toIntExact(value));
  }

  static Constant i64(long value) {
    return new Constant(RegisterType.I64, value);
  }

  static Constant f32(float value) {
    return new Constant(RegisterType.F32, Float.floatToRawIntBits(value));
  }

  static Constant bool(boolean value) {
    return new Constant(RegisterType.BOOL, value ? 1 : 0);
  }

  /// The integer literal `value` of an integer type.
  static Constant integer(RegisterType type, long value) {
    return type == RegisterType.I64 ? i64(value) : i32(value);
  }

  static Expression load(Buffer buffer, Index index) {
    return new Expression.Load(buffer, Address.of(index), Optional.empty());
  }

  static Expression add(Expression left, Expression right) {
    return isZero(right) ? left : isZero(left) ? right : binary(BinaryKind.ADD, left, right);
  }

  static Expression sub(Expression left, Expression right) {
    return isZero(right) ? left : binary(BinaryKind.SUB, left, right);
  }

  static Expression mul(Expression left, Expression right) {
    return binary(BinaryKind.MUL, left, right);
  }

  static Expression max(Expression left, Expression right) {
    return binary(BinaryKind.MAX, left, right);
  }

  static Expression min(Expression left, Expression right) {
    return binary(BinaryKind.MIN, left, right);
  }

  static Expression shl(Expression left, Expression right) {
    return isZero(right) ? left : binary(BinaryKind.SHL, left, right);
  }

  static Expression shr(Expression left, Expression right) {
    return isZero(right) ? left : binary(BinaryKind.SHR, left, right);
  }

  static Expression binary(BinaryKind kind, Expression left, Expression right) {
    if (left instanceof Constant a && right instanceof Constant b) {
      switch (a.type()) {
        case I32, I64 -> {
          Optional<Long> folded = fold(kind, a.bits(), b.bits());
          if (folded.isPresent()) {
            return integer(a.type(), folded.get());
          }
        }
        case F32, BOOL -> {
          // Only integers fold: what floats do stays visible in the text.
        }
      }
    }
    return new Binary(kind, left, right);
  }

  private static Optional<Long> fold(BinaryKind kind, long a, long b) {
    return switch (kind) {
      case ADD -> Optional.of(a + b);
      case SUB -> Optional.of(a - b);
      case MUL -> Optional.of(a * b);
      case MAX -> Optional.of(Math.max(a, b));
      case MIN -> Optional.of(Math.min(a, b));
      case SHL -> Optional.of(a << b);
      case SHR -> Optional.of(a >> b);
      case AND, OR, XOR, USHR, DIV -> Optional.empty();
    };
  }

  /// `value` in an integer register of type `to`.
  static Expression widen(Expression value, RegisterType to) {
    if (value.type() == to) {
      return value;
    }
    return value instanceof Constant c ? integer(to, c.bits()) : new Convert(to, value);
  }

  private static boolean isZero(Expression value) {
    return value instanceof Constant c && c.type() != RegisterType.F32 && c.bits() == 0;
  }
}
