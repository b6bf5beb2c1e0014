package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.RegisterType;

/// Spelling of types in LLVM IR.
final class LlvmTypes {
  private LlvmTypes() {}

  static String of(RegisterType type) {
    return switch (type) {
      case I32 -> "i32";
      case I64 -> "i64";
      case F32 -> "float";
      case BOOL -> "i1";
    };
  }

  static String of(MemoryType type) {
    return switch (type) {
      case I8, U8 -> "i8";
      case I16, U16 -> "i16";
      case I32, U32 -> "i32";
      case I64 -> "i64";
      case F32 -> "float";
    };
  }

  /// The extension from memory to register; empty where the widths are equal.
  static String extension(MemoryType type) {
    return switch (type) {
      case I8, I16 -> "sext";
      case U8, U16, U32 -> "zext";
      case I32, I64, F32 -> "";
    };
  }
}
