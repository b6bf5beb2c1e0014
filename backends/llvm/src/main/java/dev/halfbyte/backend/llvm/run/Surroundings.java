package dev.halfbyte.backend.llvm.run;

/// What a host does around a call; none of it may change a bit.
///
/// @param slots shares of each parallel loop, 1 to 64
/// @param fill the byte that outputs and workspace hold beforehand
/// @param atPageEnd whether buffers end where accessible memory ends, aligned no better than their
///   elements; else they stand on 64-byte boundaries
public record Surroundings(int slots, int fill, boolean atPageEnd) {
  private static final int RARE_BYTE = 0xa5;

  /// Aligned buffers full of a byte that results seldom hold.
  public static Surroundings plain(int slots) {
    return new Surroundings(slots, RARE_BYTE, false);
  }
}
