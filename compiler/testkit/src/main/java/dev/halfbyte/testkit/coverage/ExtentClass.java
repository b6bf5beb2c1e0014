package dev.halfbyte.testkit.coverage;

import dev.halfbyte.ir.op.Order;
import java.util.Locale;
import java.util.Set;

/// Where an extent stands to the tiles of the targets, 8x32x16, 12x32x4 and 8x16x4, to the 16 lanes
/// of a reduction and to its blocks.
enum ExtentClass {
  EMPTY,
  ONE,
  TILE_LESS_ONE,
  TILE,
  TILE_PLUS_ONE,
  WHOLE_TILES,
  BLOCK_LESS_ONE,
  BLOCK,
  BLOCK_PLUS_ONE,
  RAGGED;

  private final String text = "extent " + name().toLowerCase(Locale.ROOT).replace('_', ' ');

  private static final Set<Long> TILES = Set.of(4L, 8L, 12L, 16L, 32L);
  private static final int SMALLEST_TILE = 4;

  static ExtentClass of(long extent) {
    if (extent <= 1) {
      return extent == 0 ? EMPTY : ONE;
    }
    if (Math.abs(extent - Order.BLOCK) <= 1) {
      return extent == Order.BLOCK ? BLOCK : extent < Order.BLOCK ? BLOCK_LESS_ONE : BLOCK_PLUS_ONE;
    }
    if (TILES.contains(extent)) {
      return TILE;
    }
    if (TILES.contains(extent + 1)) {
      return TILE_LESS_ONE;
    }
    if (TILES.contains(extent - 1)) {
      return TILE_PLUS_ONE;
    }
    return extent % SMALLEST_TILE == 0 ? WHOLE_TILES : RAGGED;
  }

  @Override
  public String toString() {
    return text;
  }
}
