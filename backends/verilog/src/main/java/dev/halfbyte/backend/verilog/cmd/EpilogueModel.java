package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.Epilogue;

/// The formula of [Epilogue], exact in 64 bits, on modelled memories.
///
/// @param epilogue of a GEMM or an elementwise command
/// @param memory par, res, tables
record EpilogueModel(Epilogue epilogue, MemoryModel memory) {

  /// Returns the code of a value with multiplier and shift of a par record.
  ///
  /// @param addend what [#residual] gives
  int code(int value, int par, int record, long addend) {
    return code(
        (long) value + memory.bias(par, record),
        memory.multiplier(par, record),
        memory.shift(par, record),
        addend);
  }

  /// Returns the code of a value with multiplier and shift of a row.
  ///
  /// @param factor word of the factor memory
  int rowCode(int value, int par, int record, int factor) {
    return code(
        (long) value + memory.bias(par, record),
        memory.factorMultiplier(factor),
        memory.factorShift(factor),
        0);
  }

  /// Returns what the residual adds in front of the shift, 0 if there is none.
  ///
  /// @param block row block, or 0
  /// @param word word of the output
  long residual(int block, int word, int position) {
    if (epilogue.residual().isEmpty()) {
      return 0;
    }
    Epilogue.Residual second = epilogue.residual().get();
    int element = memory.res(second.base() + block * second.stride() + word, position);
    return (long) (element - second.zero()) * second.multiplier();
  }

  private int code(long value, int multiplier, int shift, long addend) {
    long rounded = (value * multiplier + addend + (1L << (shift - 1))) >> shift;
    int code = (int) Math.clamp(epilogue.zero() + rounded, (long) epilogue.lo(), epilogue.hi());
    if (epilogue.table().isEmpty()) {
      return code;
    }
    Epilogue.Table table = epilogue.table().get();
    return WordBits.extend(memory.table(table.id(), code & 0xff), Byte.SIZE, table.signed());
  }
}
