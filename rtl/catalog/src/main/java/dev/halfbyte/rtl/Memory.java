package dev.halfbyte.rtl;

/// The on-chip memories of the accelerator, their ports and their codes as targets of a LOAD.
public enum Memory {
  /// Activation codes, R*L a word.
  ACT(0, Resource.ACT_READ, Resource.ACT_WRITE),
  /// Signed 16-bit elements, R*L a word: residual stream and wide outputs.
  RES(1, Resource.RES_READ, Resource.RES_WRITE),
  /// Weights, C*L a word.
  WGT(2, Resource.WGT_READ, Resource.WGT_WRITE),
  /// Requantization records, L a word.
  PAR(3, Resource.PAR_READ, Resource.PAR_WRITE),
  /// Tables of 256 codes; a word is 8 entries, a table 32 words.
  TABLE(4, Resource.TABLE_READ, Resource.TABLE_WRITE),
  /// The one table in front of the array, a [DecodeTable] in one word; not in every [ArrayKind].
  DECODE(5, Resource.DECODE, Resource.DECODE),
  /// Numbers and codes of the softmax unit, by distance from the maximum of a row.
  EXP(6, Resource.EXP, Resource.EXP),
  /// Gains and biases of the norm unit, those of [#GAIN_ELEMENTS] elements a word.
  GAIN(7, Resource.GAIN, Resource.GAIN),
  /// Multiplier and shift of a row, from the softmax unit to the epilogue; no LOAD fills it.
  FACTOR(8, Resource.FACTOR_READ, Resource.FACTOR_WRITE),
  /// Which code each of packed weights is for, C*L a word, beside the word of [#WGT]; see
  /// [Command.Gemm.Tiles]. A GEMM alone reads it, with the port of wgt, and a LOAD alone writes it,
  /// as it does par: it needs no ports of its own among the resources.
  INDEX(9, Resource.WGT_READ, Resource.PAR_WRITE);

  /// First address of the side memories of act, res and wgt, which have ports of their own.
  public static final int SIDE_BASE = 0xc000;

  /// Words of a side memory at most.
  public static final int SIDE_MAX = 0x1_0000 - SIDE_BASE;

  /// Entries of [#EXP].
  public static final int EXP_WORDS = 256;

  /// Bits of a word of [#EXP]: a number of 16 bits, a code of 8.
  public static final int EXP_BITS = 24;

  /// Elements that a word of [#GAIN] is for.
  public static final int GAIN_ELEMENTS = 2;

  /// Bits of [#GAIN] for an element: gain s16, bias s32.
  public static final int GAIN_BITS = 48;

  /// Bits of a word of [#FACTOR]: multiplier u31, shift u6.
  public static final int FACTOR_BITS = 37;

  /// Bits of an element of [#INDEX]: one of four codes.
  public static final int INDEX_BITS = 2;

  /// Bits of one requantization record of [#PAR].
  public static final int RECORD_BITS = 128;

  /// Words of [#TABLE] that one table takes.
  public static final int TABLE_WORDS = 32;

  /// Bits of the word of [#DECODE]: the records, and a beat for shift and factor.
  public static final int DECODE_BITS = DecodeTable.RECORDS * DecodeTable.RECORD_BITS + 64;

  private static final int BEAT_BITS = 64;

  private final int target;
  private final Resource readPort;
  private final Resource writePort;

  Memory(int target, Resource readPort, Resource writePort) {
    this.target = target;
    this.readPort = readPort;
    this.writePort = writePort;
  }

  /// Returns the value of the TARGET field of a LOAD into this memory.
  public int target() {
    return target;
  }

  /// Returns the memory with this target code.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Memory ofTarget(int target) {
    for (Memory memory : values()) {
      if (memory.target == target) {
        return memory;
      }
    }
    throw new IllegalArgumentException("unknown load target " + target);
  }

  /// Returns whether a LOAD can fill this memory.
  public boolean loadable() {
    return this != FACTOR;
  }

  /// Returns the resource that stands for the read port of the bank of an address.
  public Resource readPort(int address) {
    return switch (this) {
      case ACT -> address < SIDE_BASE ? readPort : Resource.ACT_SIDE_READ;
      case RES -> address < SIDE_BASE ? readPort : Resource.RES_SIDE_READ;
      case WGT -> address < SIDE_BASE ? readPort : Resource.WGT_SIDE_READ;
      case PAR, TABLE, DECODE, EXP, GAIN, FACTOR, INDEX -> readPort;
    };
  }

  /// Returns the resource that stands for the write port of the bank of an address.
  public Resource writePort(int address) {
    return switch (this) {
      case ACT -> address < SIDE_BASE ? writePort : Resource.ACT_SIDE_WRITE;
      case RES -> address < SIDE_BASE ? writePort : Resource.RES_SIDE_WRITE;
      case WGT -> address < SIDE_BASE ? writePort : Resource.WGT_SIDE_WRITE;
      case PAR, TABLE, DECODE, EXP, GAIN, FACTOR, INDEX -> writePort;
    };
  }

  /// Returns the bits of one word under `config`.
  public int wordBits(AcceleratorConfig config) {
    return switch (this) {
      case ACT -> config.rows() * config.lanes() * config.actBits();
      case RES -> config.rows() * config.lanes() * 16;
      case WGT -> config.cols() * config.lanes() * config.wgtBits();
      case PAR -> config.lanes() * RECORD_BITS;
      case TABLE -> 64;
      case DECODE -> DECODE_BITS;
      case EXP -> EXP_BITS;
      case GAIN -> GAIN_ELEMENTS * GAIN_BITS;
      case FACTOR -> FACTOR_BITS;
      case INDEX -> config.cols() * config.lanes() * INDEX_BITS;
    };
  }

  /// Returns the words of the side memory under `config`, which begin at [#SIDE_BASE].
  public int sideDepth(AcceleratorConfig config) {
    return switch (this) {
      case ACT -> config.actSideDepth();
      case RES -> config.resSideDepth();
      case WGT -> config.wgtSideDepth();
      case PAR, TABLE, DECODE, EXP, GAIN, FACTOR, INDEX -> 0;
    };
  }

  /// Returns whether addresses from [#SIDE_BASE] on are a memory of their own.
  public boolean canHaveSide() {
    return switch (this) {
      case ACT, RES, WGT -> true;
      case PAR, TABLE, DECODE, EXP, GAIN, FACTOR, INDEX -> false;
    };
  }

  /// Returns the number of words that the memory holds under `config`, without a side memory.
  public int depth(AcceleratorConfig config) {
    return switch (this) {
      case ACT -> config.actDepth();
      case RES -> config.resDepth();
      case WGT -> config.wgtDepth();
      case PAR -> config.parDepth();
      case TABLE -> config.tables() * TABLE_WORDS;
      case DECODE -> config.arrayKind() == ArrayKind.MULTIPLY ? 0 : 1;
      case EXP -> config.hasSoftmax() ? EXP_WORDS : 0;
      case GAIN -> config.hasNorm() ? config.gainDepth() : 0;
      case FACTOR -> config.hasSoftmax() ? config.factorDepth() : 0;
      case INDEX -> config.packs() ? config.wgtDepth() : 0;
    };
  }

  /// Returns the 64-bit stream beats that carry one word, least significant beat first.
  public int beatsPerWord(AcceleratorConfig config) {
    return (wordBits(config) + BEAT_BITS - 1) / BEAT_BITS;
  }
}
