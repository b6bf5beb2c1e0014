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
  DECODE(5, Resource.DECODE, Resource.DECODE);

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

  /// Returns the resource that stands for the read port.
  public Resource readPort() {
    return readPort;
  }

  /// Returns the resource that stands for the write port.
  public Resource writePort() {
    return writePort;
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
    };
  }

  /// Returns the number of words that the memory holds under `config`.
  public int depth(AcceleratorConfig config) {
    return switch (this) {
      case ACT -> config.actDepth();
      case RES -> config.resDepth();
      case WGT -> config.wgtDepth();
      case PAR -> config.parDepth();
      case TABLE -> config.tables() * TABLE_WORDS;
      case DECODE -> config.arrayKind() == ArrayKind.MULTIPLY ? 0 : 1;
    };
  }

  /// Returns the 64-bit stream beats that carry one word, least significant beat first.
  public int beatsPerWord(AcceleratorConfig config) {
    return (wordBits(config) + BEAT_BITS - 1) / BEAT_BITS;
  }
}
