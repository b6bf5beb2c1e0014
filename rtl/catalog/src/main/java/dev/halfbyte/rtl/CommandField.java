package dev.halfbyte.rtl;

import static dev.halfbyte.rtl.Opcode.EW;
import static dev.halfbyte.rtl.Opcode.GEMM;
import static dev.halfbyte.rtl.Opcode.LOAD;
import static dev.halfbyte.rtl.Opcode.STORE;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// The fields of a 256-bit command: bit offset, width and the opcodes that have the field.
///
/// `hb_pkg.sv` holds the same numbers as `CMD_<name>_LSB` and `CMD_<name>_WIDTH`.
public enum CommandField {
  OPCODE(0, 4, false, EnumSet.allOf(Opcode.class)),
  WAIT(4, 4, false, EnumSet.allOf(Opcode.class)),
  USE(8, 16, false, EnumSet.allOf(Opcode.class)),
  ACT_SIGNED(24, 1, false, EnumSet.of(GEMM, EW)),
  /// 0 writes act, 1 writes res.
  DEST(25, 1, false, EnumSet.of(GEMM, EW)),
  TABLE_ENABLE(26, 1, false, EnumSet.of(GEMM, EW)),
  /// Whether a table code that goes to res is sign extended.
  TABLE_SIGNED(27, 1, false, EnumSet.of(GEMM, EW)),
  RESIDUAL_ENABLE(28, 1, false, EnumSet.of(GEMM, EW)),
  /// 0 reads act, 1 reads res.
  SOURCE(29, 1, false, EnumSet.of(EW, STORE)),
  STREAM_LAST(30, 1, false, EnumSet.of(STORE)),
  /// Whether act codes stand for the numbers of the decode table.
  DECODE(31, 1, false, EnumSet.of(GEMM)),
  A_BASE(32, 16, false, EnumSet.of(GEMM, EW, STORE)),
  W_BASE(48, 16, false, EnumSet.of(GEMM)),
  O_BASE(64, 16, false, EnumSet.of(LOAD, GEMM, EW)),
  R_BASE(80, 16, false, EnumSet.of(GEMM, EW)),
  K_WORDS(96, 13, false, EnumSet.of(GEMM)),
  ROW_BLOCKS(109, 12, false, EnumSet.of(GEMM)),
  O_STRIDE(121, 12, false, EnumSet.of(GEMM)),
  R_STRIDE(133, 12, false, EnumSet.of(GEMM)),
  P_BASE(145, 12, false, EnumSet.of(GEMM, EW)),
  TABLE_ID(157, 3, false, EnumSet.of(GEMM, EW)),
  COUNT(96, 16, false, EnumSet.of(LOAD, EW, STORE)),
  /// The [Memory] that a LOAD fills.
  TARGET(112, 3, false, EnumSet.of(LOAD)),
  M2(160, 31, false, EnumSet.of(GEMM, EW)),
  ZERO(192, 16, true, EnumSet.of(GEMM, EW)),
  LO(208, 16, true, EnumSet.of(GEMM, EW)),
  HI(224, 16, true, EnumSet.of(GEMM, EW)),
  Z2(240, 16, true, EnumSet.of(GEMM, EW));

  private final int offset;
  private final int width;
  private final boolean signed;
  private final Set<Opcode> opcodes;

  CommandField(int offset, int width, boolean signed, Set<Opcode> opcodes) {
    this.offset = offset;
    this.width = width;
    this.signed = signed;
    this.opcodes = Collections.unmodifiableSet(opcodes);
  }

  /// Returns the position of the least significant bit.
  public int offset() {
    return offset;
  }

  /// Returns the number of bits, 1..31.
  public int width() {
    return width;
  }

  /// Returns whether the field is a two's complement number.
  public boolean signed() {
    return signed;
  }

  /// Returns the opcodes that have this field; in the others its bits mean something else or
  /// nothing.
  public Set<Opcode> opcodes() {
    return opcodes;
  }

  /// Returns the least value the field holds.
  public int min() {
    return signed ? -(1 << (width - 1)) : 0;
  }

  /// Returns the greatest value the field holds.
  public int max() {
    return signed ? (1 << (width - 1)) - 1 : (int) ((1L << width) - 1);
  }
}
