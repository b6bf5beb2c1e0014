package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.RegisterType;

/// How graph elements are held in registers.
final class Registers {
  private Registers() {}

  static RegisterType of(ElemType elem) {
    return elem instanceof ElemType.BoolType ? RegisterType.BOOL : MemoryType.of(elem).register();
  }
}
