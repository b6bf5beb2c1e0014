package dev.halfbyte.rtl;

import java.util.Collection;

/// What a command occupies while it runs, and its bit in the command's `use` mask.
///
/// Two commands that share a resource never run at the same time.
public enum Resource {
  IN_STREAM(0),
  OUT_STREAM(1),
  MAC(2),
  EW(3),
  ACT_READ(4),
  ACT_WRITE(5),
  RES_READ(6),
  RES_WRITE(7),
  WGT_READ(8),
  WGT_WRITE(9),
  PAR_READ(10),
  PAR_WRITE(11),
  TABLE_READ(12),
  TABLE_WRITE(13),
  /// The one requantize and table pipeline behind both GEMM and EW.
  EPILOGUE(14),
  /// The decode table: one command at a time reads or writes it.
  DECODE(15),
  ACT_SIDE_READ(16),
  ACT_SIDE_WRITE(17),
  RES_SIDE_READ(18),
  RES_SIDE_WRITE(19),
  /// The table of the softmax unit: one command at a time reads or writes it.
  EXP(20),
  /// The parameters of the norm unit: one command at a time reads or writes them.
  GAIN(21),
  FACTOR_READ(22),
  FACTOR_WRITE(23),
  WGT_SIDE_READ(24),
  WGT_SIDE_WRITE(25);

  private final int bit;

  Resource(int bit) {
    this.bit = bit;
  }

  /// Returns the position of the resource in a mask.
  public int bit() {
    return bit;
  }

  /// Returns the mask with the bit of each resource set.
  public static int mask(Collection<Resource> resources) {
    int mask = 0;
    for (Resource resource : resources) {
      mask |= 1 << resource.bit;
    }
    return mask;
  }
}
