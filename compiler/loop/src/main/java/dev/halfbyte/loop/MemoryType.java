package dev.halfbyte.loop;

import dev.halfbyte.ir.ElemType;

/// Type of a buffer element.
public enum MemoryType {
  I8(1, RegisterType.I32),
  U8(1, RegisterType.I32),
  I16(2, RegisterType.I32),
  U16(2, RegisterType.I32),
  I32(4, RegisterType.I32),
  U32(4, RegisterType.I64),
  I64(8, RegisterType.I64),
  F32(4, RegisterType.F32);

  private final int bytes;
  private final RegisterType register;

  MemoryType(int bytes, RegisterType register) {
    this.bytes = bytes;
    this.register = register;
  }

  public int bytes() {
    return bytes;
  }

  /// What a load gives (sign- or zero-extended by this type) and a store takes (low bits kept).
  public RegisterType register() {
    return register;
  }

  /// How graph tensors of `elem` lie in memory; predicates are bytes 0 or 1.
  public static MemoryType of(ElemType elem) {
    return switch (elem) {
      case ElemType.FloatType f -> F32;
      case ElemType.BoolType b -> U8;
      case ElemType.IntType i -> of(i);
      case ElemType.CodeType c -> of(c.encoding().storage());
    };
  }

  private static MemoryType of(ElemType.IntType type) {
    return switch (type.bytes()) {
      case 1 -> type.signed() ? I8 : U8;
      case 2 -> type.signed() ? I16 : U16;
      case 4 -> type.signed() ? I32 : U32;
      default -> I64;
    };
  }
}
