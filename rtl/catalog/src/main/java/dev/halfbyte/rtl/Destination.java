package dev.halfbyte.rtl;

/// Where the words that leave the epilogue go, and how they stand there.
///
/// The last two make weights of what a GEMM computes; row engines only. Of tile `j / D`, D = COLS /
/// LANES, lane l holds column `(j mod D) * LANES + l` of drained word j.
public enum Destination {
  /// Codes of a row as activations.
  ACT(0, Memory.ACT),
  /// Signed 16-bit elements.
  RES(1, Memory.RES),
  /// Row m becomes column `m mod COLS` of the weights: lane l of drained word j is written to bank
  /// l of wgt word `base + m / COLS * stride + j`. So the keys of attention become K^T.
  WGT_COLUMNS(2, Memory.WGT),
  /// Row m becomes row `m` of the weights: drained word j is written to columns `(j mod D) * LANES
  /// ..` of bank `m mod LANES` of wgt word `base + j / D * stride + m / LANES`.
  WGT_ROWS(3, Memory.WGT);

  private final int code;
  private final Memory memory;

  Destination(int code, Memory memory) {
    this.code = code;
    this.memory = memory;
  }

  /// Returns the value of the DEST field.
  public int code() {
    return code;
  }

  /// Returns the memory that is written.
  public Memory memory() {
    return memory;
  }

  /// Returns the destination with this code, 0..3.
  public static Destination of(int code) {
    for (Destination destination : values()) {
      if (destination.code == code) {
        return destination;
      }
    }
    throw new IllegalArgumentException("unknown destination " + code);
  }

  /// Returns the destination of rows in act or res.
  ///
  /// @throws IllegalArgumentException for another memory
  public static Destination rowsIn(Memory memory) {
    Commands.actOrRes("destination of rows", memory);
    return memory == Memory.ACT ? ACT : RES;
  }
}
