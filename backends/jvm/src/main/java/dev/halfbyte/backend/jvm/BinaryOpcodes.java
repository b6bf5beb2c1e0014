package dev.halfbyte.backend.jvm;

import dev.halfbyte.loop.Expression.BinaryKind;
import dev.halfbyte.loop.Expression.CompareKind;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.source.CompilerBug;
import org.objectweb.asm.Opcodes;

/// Opcodes of arithmetic and of conditional jumps.
final class BinaryOpcodes {
  private BinaryOpcodes() {}

  static int of(BinaryKind kind, RegisterType type) {
    // The JVM's opcodes for int, long, float of one operation follow each other.
    int step =
        switch (type) {
          case I32, BOOL -> 0;
          case I64 -> 1;
          case F32 -> 2;
        };
    return step
        + switch (kind) {
          case ADD -> Opcodes.IADD;
          case SUB -> Opcodes.ISUB;
          case MUL -> Opcodes.IMUL;
          case DIV -> Opcodes.IDIV;
          case AND -> Opcodes.IAND;
          case OR -> Opcodes.IOR;
          case XOR -> Opcodes.IXOR;
          case SHL -> Opcodes.ISHL;
          case SHR -> Opcodes.ISHR;
          case USHR -> Opcodes.IUSHR;
          case MAX, MIN -> throw new CompilerBug("no opcode for " + kind);
        };
  }

  /// The jump taken where the comparison of two ints on the stack fails.
  static int unlessIntegers(CompareKind kind) {
    return switch (kind) {
      case EQ -> Opcodes.IF_ICMPNE;
      case NE -> Opcodes.IF_ICMPEQ;
      case LT -> Opcodes.IF_ICMPGE;
      case LE -> Opcodes.IF_ICMPGT;
      case GT -> Opcodes.IF_ICMPLE;
      case GE -> Opcodes.IF_ICMPLT;
    };
  }

  /// The jump taken where the comparison of the int on the stack with zero fails.
  static int unlessZero(CompareKind kind) {
    return switch (kind) {
      case EQ -> Opcodes.IFNE;
      case NE -> Opcodes.IFEQ;
      case LT -> Opcodes.IFGE;
      case LE -> Opcodes.IFGT;
      case GT -> Opcodes.IFLE;
      case GE -> Opcodes.IFLT;
    };
  }
}
