package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.TileContract;
import java.util.Optional;

/// Which contractions go through tile registers, where a variant has them; all others, and rows and
/// depths that are too few at run time, through its dot product.
public final class TileUse {
  /// Fewer rows are done by `vpdpbusd`. For 64 depths and 32 columns that takes 19 cycles a row
  /// (two of 64 products a cycle, at .85), tile registers 50 for up to 16 rows, and 187 for each of
  /// two configurations. By that count they pay from 4 rows on at depth 3072, from 5 on at 768,
  /// from 10 on at 192.
  public static final int LEAST_ROWS = 8;

  /// Bytes of a row of a register: all weights of a register are used.
  static final int DEPTH = TileUnit.ROW_BYTES;

  /// From this depth on a panel is unpacked anew for each block of rows, into a ring that the first
  /// level of a cache holds beside the rows; below, once for all of them.
  private static final int RING_DEPTH = 768;

  private TileUse() {}

  /// Bytes that a stage keeps for the unpacked panel of `tile`; 0 where there is none.
  static long spreadBytes(TileContract tile) {
    boolean few = tile.depth().isFixed() && tile.depth().fixed() < RING_DEPTH;
    boolean constant = tile.weights().space() == Space.CONSTANT;
    if (!few || !constant || !LeafKind.isPacked(tile.format()) || fault(tile).isPresent()) {
      return 0;
    }
    return TileWeights.Unpacked.bytes(LeafKind.of(tile, true, true), tile.depth().fixed());
  }

  /// Why `tile` does not use tile registers; empty where it does.
  public static Optional<String> fault(TileContract tile) {
    if (tile.isFloat()) {
      return Optional.of("floats");
    }
    if (tile.groups().isPresent()) {
      return Optional.of("groups of weights with multipliers");
    }
    if (tile.format().together() > 2) {
      return Optional.of("weights of two bits");
    }
    if (tile.steps().isPresent()) {
      return Optional.of("steps that are listed");
    }
    if (Spread.mostRows(tile) < LEAST_ROWS) {
      return Optional.of("fewer than " + LEAST_ROWS + " rows");
    }
    if (tile.depth().isFixed() && tile.depth().fixed() < DEPTH) {
      return Optional.of("a depth below " + DEPTH);
    }
    return Optional.empty();
  }

  /// What reports say of contractions that use them.
  public static String reason() {
    return "tile registers (tdpbusd) for %d rows and more of a depth of at least %d, else vpdpbusd"
        .formatted(LEAST_ROWS, DEPTH);
  }
}
