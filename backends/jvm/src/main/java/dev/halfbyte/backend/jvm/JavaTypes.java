package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.runtime.ElementType;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.RegisterType;
import org.objectweb.asm.Opcodes;

/// Java types and opcodes of memory and register types.
final class JavaTypes {
  private JavaTypes() {}

  static ElementType element(MemoryType type) {
    return switch (type) {
      case I8 -> ElementType.I8;
      case U8 -> ElementType.U8;
      case I16 -> ElementType.I16;
      case U16 -> ElementType.U16;
      case I32 -> ElementType.I32;
      case U32 -> ElementType.U32;
      case I64 -> ElementType.I64;
      case F32 -> ElementType.F32;
    };
  }

  /// How tensors of `elem` are passed in and out.
  static ElementType element(ElemType elem) {
    return elem instanceof ElemType.BoolType ? ElementType.BOOL : element(MemoryType.of(elem));
  }

  /// Descriptor of the array type.
  static String array(MemoryType type) {
    return switch (type) {
      case I8, U8 -> "[B";
      case I16 -> "[S";
      case U16 -> "[C";
      case I32, U32 -> "[I";
      case I64 -> "[J";
      case F32 -> "[F";
    };
  }

  /// Operand of `newarray`.
  static int newArray(MemoryType type) {
    return switch (type) {
      case I8, U8 -> Opcodes.T_BYTE;
      case I16 -> Opcodes.T_SHORT;
      case U16 -> Opcodes.T_CHAR;
      case I32, U32 -> Opcodes.T_INT;
      case I64 -> Opcodes.T_LONG;
      case F32 -> Opcodes.T_FLOAT;
    };
  }

  static int load(MemoryType type) {
    return switch (type) {
      case I8, U8 -> Opcodes.BALOAD;
      case I16 -> Opcodes.SALOAD;
      case U16 -> Opcodes.CALOAD;
      case I32, U32 -> Opcodes.IALOAD;
      case I64 -> Opcodes.LALOAD;
      case F32 -> Opcodes.FALOAD;
    };
  }

  static int store(MemoryType type) {
    return switch (type) {
      case I8, U8 -> Opcodes.BASTORE;
      case I16 -> Opcodes.SASTORE;
      case U16 -> Opcodes.CASTORE;
      case I32, U32 -> Opcodes.IASTORE;
      case I64 -> Opcodes.LASTORE;
      case F32 -> Opcodes.FASTORE;
    };
  }

  /// `xLOAD` of a local.
  static int loadLocal(RegisterType type) {
    return switch (type) {
      case I32, BOOL -> Opcodes.ILOAD;
      case I64 -> Opcodes.LLOAD;
      case F32 -> Opcodes.FLOAD;
    };
  }

  /// `xSTORE` of a local.
  static int storeLocal(RegisterType type) {
    return switch (type) {
      case I32, BOOL -> Opcodes.ISTORE;
      case I64 -> Opcodes.LSTORE;
      case F32 -> Opcodes.FSTORE;
    };
  }

  /// Size in local variable slots.
  static int slots(RegisterType type) {
    return type == RegisterType.I64 ? 2 : 1;
  }
}
