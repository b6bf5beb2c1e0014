package dev.halfbyte.rtl;

import static dev.halfbyte.rtl.Opcode.EW;
import static dev.halfbyte.rtl.Opcode.GEMM;
import static dev.halfbyte.rtl.Opcode.LOAD;
import static dev.halfbyte.rtl.Opcode.NORM;
import static dev.halfbyte.rtl.Opcode.SOFTMAX;
import static dev.halfbyte.rtl.Opcode.STORE;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// The fields of a 512-bit command: bit offset, width and the opcodes that have the field.
///
/// `hb_pkg.sv` holds the same numbers as `CMD_<name>_LSB` and `CMD_<name>_WIDTH`.
public enum CommandField {
  OPCODE(0, 4, false, EnumSet.allOf(Opcode.class)),
  WAIT(4, 8, false, EnumSet.allOf(Opcode.class)),
  USE(32, 26, false, EnumSet.allOf(Opcode.class)),
  ACT_SIGNED(12, 1, false, EnumSet.of(GEMM, EW)),
  /// Whether multiplier and shift come from the factor memory, one word a row.
  FACTOR_ENABLE(13, 1, false, EnumSet.of(GEMM)),
  TABLE_ENABLE(14, 1, false, EnumSet.of(GEMM, EW)),
  /// Whether a table code that goes to res is sign extended.
  TABLE_SIGNED(15, 1, false, EnumSet.of(GEMM, EW)),
  RESIDUAL_ENABLE(16, 1, false, EnumSet.of(GEMM, EW)),
  /// 0 reads act, 1 reads res.
  SOURCE(17, 1, false, EnumSet.of(EW, STORE)),
  STREAM_LAST(18, 1, false, EnumSet.of(STORE)),
  /// Whether act codes stand for the numbers of the decode table.
  DECODE(19, 1, false, EnumSet.of(GEMM)),
  /// The [Destination].
  DEST(20, 2, false, EnumSet.of(GEMM, EW)),
  /// The [Reduction.Kind], or 0.
  REDUCE(22, 2, false, EnumSet.of(EW)),
  /// `norm early` instead of `norm late`.
  EARLY(22, 1, false, EnumSet.of(SOFTMAX)),
  CAUSAL(23, 1, false, EnumSet.of(SOFTMAX)),
  RMS(24, 1, false, EnumSet.of(NORM)),
  /// Whether the root has 16 bits instead of 12.
  WIDE(25, 1, false, EnumSet.of(NORM)),
  /// What is subtracted from every weight.
  W_ZERO(26, 5, true, EnumSet.of(GEMM)),
  /// Whether the words are in the DRAM, not on a stream.
  DRAM(31, 1, false, EnumSet.of(LOAD, STORE)),
  A_BASE(64, 16, false, EnumSet.of(GEMM, EW, STORE, SOFTMAX, NORM)),
  W_BASE(80, 16, false, EnumSet.of(GEMM)),
  O_BASE(96, 16, false, EnumSet.of(LOAD, GEMM, EW, SOFTMAX, NORM)),
  R_BASE(112, 16, false, EnumSet.of(GEMM, EW)),
  K_WORDS(128, 13, false, EnumSet.of(GEMM)),
  ROW_BLOCKS(144, 12, false, EnumSet.of(GEMM, EW, STORE, SOFTMAX, NORM)),
  O_STRIDE(160, 16, false, EnumSet.of(GEMM, SOFTMAX, NORM)),
  R_STRIDE(176, 16, false, EnumSet.of(GEMM)),
  /// Tiles of columns that each row passes; row engines only.
  TILES(208, 8, false, EnumSet.of(GEMM)),
  P_BASE(192, 12, false, EnumSet.of(GEMM, EW)),
  TABLE_ID(58, 3, false, EnumSet.of(GEMM, EW)),
  /// Whether the weights stand folded.
  FOLD(61, 1, false, EnumSet.of(GEMM)),
  /// Whether the weights that are written are to stand folded.
  O_FOLD(62, 1, false, EnumSet.of(GEMM)),
  /// Whether the weights are packed.
  PACKED(63, 1, false, EnumSet.of(GEMM)),
  COUNT(128, 16, false, EnumSet.of(LOAD, EW, STORE, SOFTMAX, NORM)),
  /// The [Memory] that a LOAD fills.
  TARGET(144, 4, false, EnumSet.of(LOAD)),
  /// First beat in the DRAM; its byte address has three zeros below.
  DRAM_ADDRESS(224, 29, false, EnumSet.of(LOAD, STORE)),
  /// Beats of all words of the command.
  DRAM_BEATS(256, 29, false, EnumSet.of(LOAD, STORE)),
  M2(224, 31, false, EnumSet.of(GEMM, EW)),
  ZERO(256, 16, true, EnumSet.of(GEMM, EW, SOFTMAX, NORM)),
  LO(272, 16, true, EnumSet.of(GEMM, EW, NORM)),
  HI(288, 16, true, EnumSet.of(GEMM, EW, NORM)),
  Z2(304, 16, true, EnumSet.of(GEMM, EW)),
  A_STRIDE(320, 16, false, EnumSet.of(GEMM, EW, STORE, SOFTMAX, NORM)),
  W_STRIDE(336, 16, false, EnumSet.of(GEMM)),
  /// Row of the weights, or column of a tile, that the first row becomes.
  O_COLUMN(352, 8, false, EnumSet.of(GEMM)),
  /// First word of the factor memory.
  F_BASE(368, 16, false, EnumSet.of(GEMM, SOFTMAX)),
  /// Words from the lowest 4 bits of the weights to the highest, 0 where they have no more.
  W_PLANE(384, 16, false, EnumSet.of(GEMM)),
  /// The same for weights that are written.
  O_PLANE(400, 16, false, EnumSet.of(GEMM)),
  /// What is subtracted from the highest 4 bits of every weight.
  W_ZERO_HIGH(416, 5, true, EnumSet.of(GEMM)),
  /// First word of the index memory for packed weights.
  I_BASE(432, 16, false, EnumSet.of(GEMM)),
  /// Words written for each row.
  WORDS(384, 16, false, EnumSet.of(SOFTMAX)),
  /// Elements that the first row has.
  COUNT_FIRST(400, 16, false, EnumSet.of(SOFTMAX)),
  F_MULTIPLIER(416, 16, false, EnumSet.of(SOFTMAX)),
  F_SHIFT(432, 5, false, EnumSet.of(SOFTMAX)),
  F_OFFSET(440, 7, true, EnumSet.of(SOFTMAX)),
  G_BASE(384, 16, false, EnumSet.of(NORM)),
  FRACTION(400, 4, false, EnumSet.of(NORM)),
  /// The last shift, t of numerics.md.
  SHIFT(404, 6, false, EnumSet.of(NORM)),
  GUARD_LOW(416, 24, false, EnumSet.of(NORM)),
  GUARD_HIGH(440, 24, false, EnumSet.of(NORM));

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
