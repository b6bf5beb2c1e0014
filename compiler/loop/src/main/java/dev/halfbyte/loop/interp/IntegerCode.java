package dev.halfbyte.loop.interp;

import dev.halfbyte.loop.Expression.BinaryKind;
import dev.halfbyte.loop.Expression.CompareKind;
import dev.halfbyte.loop.Expression.UnaryKind;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.source.CompilerBug;
import java.math.BigInteger;

/// Operations on integers of 32 and 64 bits and on predicates, all sign-extended to 64 bits.
final class IntegerCode {
  private IntegerCode() {}

  /// `value` as it is in a register of `type`, which wraps.
  static long wrapped(RegisterType type, long value) {
    return switch (type) {
      case I32 -> (int) value;
      case I64, BOOL -> value;
      case F32 -> throw new CompilerBug("a float is no integer");
    };
  }

  static long unary(UnaryKind kind, RegisterType type, long operand, RunState state) {
    return switch (kind) {
      case NEG -> wrapped(type, -operand);
      case ABS -> wrapped(type, Math.abs(operand));
      case SQRT -> root(operand, state);
      case LEADING_ZEROS ->
          type == RegisterType.I64
              ? Long.numberOfLeadingZeros(operand)
              : Integer.numberOfLeadingZeros((int) operand);
      case NOT -> 1 - operand;
      case CANONICAL_NAN -> throw new CompilerBug(kind + " of an integer");
    };
  }

  private static long root(long operand, RunState state) {
    if (operand < 0 && state.isUsed()) {
      throw state.fault(LoopFault.Kind.ARITHMETIC, "the square root of " + operand);
    }
    return BigInteger.valueOf(Math.max(operand, 0)).sqrt().longValueExact();
  }

  static long binary(BinaryKind kind, RegisterType type, long left, long right, RunState state) {
    return switch (kind) {
      case ADD -> wrapped(type, left + right);
      case SUB -> wrapped(type, left - right);
      case MUL -> wrapped(type, left * right);
      case DIV -> wrapped(type, quotient(left, right, state));
      case MAX -> Math.max(left, right);
      case MIN -> Math.min(left, right);
      case AND -> left & right;
      case OR -> left | right;
      case XOR -> left ^ right;
      case SHL -> wrapped(type, left << amount(type, right, state));
      case SHR -> left >> amount(type, right, state);
      case USHR -> unsigned(type, left) >>> amount(type, right, state);
    };
  }

  /// A shift of the low bits, whose result is sign-extended again.
  private static long unsigned(RegisterType type, long value) {
    return type == RegisterType.I32 ? value & 0xffff_ffffL : value;
  }

  private static long quotient(long left, long right, RunState state) {
    if (right == 0) {
      throw state.fault(LoopFault.Kind.ARITHMETIC, left + " / 0");
    }
    return left / right;
  }

  private static long amount(RegisterType type, long shift, RunState state) {
    int width = type == RegisterType.I32 ? Integer.SIZE : Long.SIZE;
    if ((shift < 0 || shift >= width) && state.isUsed()) {
      throw state.fault(LoopFault.Kind.ARITHMETIC, "a shift of " + type + " by " + shift);
    }
    return shift & width - 1;
  }

  static boolean compare(CompareKind kind, long left, long right) {
    return switch (kind) {
      case EQ -> left == right;
      case NE -> left != right;
      case LT -> left < right;
      case LE -> left <= right;
      case GT -> left > right;
      case GE -> left >= right;
    };
  }
}
