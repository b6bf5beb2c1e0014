package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.PackedWeights;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.loop.TileShape;
import java.util.Locale;

/// What distinguishes leaf functions of one variant; contractions that agree share the function.
///
/// @param deep the depth is too large for weights scaled by 16 (see [Nibbles])
/// @param spread the function unpacks a panel once for many rows (see [Spread])
/// @param groupDepth elements of a group with multipliers ([TileContract.Groups]); 0 without
/// @param listed whether its steps are listed (see [StepList])
/// @param tiles rows go through tile registers (see [TileLeaf])
public record LeafKind(
    MemoryType activations,
    PackedWeights format,
    TileShape tile,
    boolean deep,
    boolean spread,
    Listed listed,
    boolean tiles,
    int groupDepth) {
  /// Largest depth whose sums stay below 2^31 with nibbles scaled by 16, or two bits by 64: 128 *
  /// 255 a product.
  private static final long SCALED_DEPTH_LIMIT = 65536;

  /// @param spread whether there is memory for it
  /// @param tiles whether there are tile registers for it
  public static LeafKind of(TileContract tile, boolean spread, boolean tiles) {
    int groupDepth = tile.groups().map(g -> Math.toIntExact(g.depth())).orElse(0);
    boolean deep = isPacked(tile.format()) && summed(tile, groupDepth) > SCALED_DEPTH_LIMIT;
    return new LeafKind(
        tile.activations().elem(),
        tile.format(),
        tile.tile(),
        deep,
        spread,
        listed(tile),
        tiles,
        groupDepth);
  }

  /// Steps that are listed.
  enum Listed {
    NONE,
    /// Of a single row.
    ROW,
    /// Of a single row, with the activations of the listed steps.
    VALUES,
    /// Of a block of rows.
    ROWS
  }

  private static Listed listed(TileContract tile) {
    if (tile.steps().isEmpty()) {
      return Listed.NONE;
    }
    if (tile.steps().get().values().isPresent()) {
      return Listed.VALUES;
    }
    return tile.rows().equals(Bound.of(Dim.ONE)) ? Listed.ROW : Listed.ROWS;
  }

  private static long summed(TileContract tile, int groupDepth) {
    return groupDepth == 0 ? tile.depth().fixed() : groupDepth;
  }

  /// The same on weights of a byte each.
  LeafKind unpacked() {
    return new LeafKind(
        activations, PackedWeights.STEPS_S8, tile, false, false, Listed.NONE, false, 0);
  }

  boolean isFloat() {
    return activations == MemoryType.F32;
  }

  boolean isGrouped() {
    return groupDepth > 0;
  }

  boolean isPacked() {
    return isPacked(format);
  }

  static boolean isPacked(PackedWeights format) {
    return switch (format) {
      case STEPS_S4, COLUMNS_S4, STEPS_S2, COLUMNS_S2 -> true;
      case STEPS_S8, COLUMNS_S8 -> false;
    };
  }

  boolean isSteps() {
    return switch (format) {
      case STEPS_S4, STEPS_S8, STEPS_S2 -> true;
      case COLUMNS_S4, COLUMNS_S8, COLUMNS_S2 -> false;
    };
  }

  /// Whether weights have two bits.
  boolean isTwoBits() {
    return format == PackedWeights.STEPS_S2;
  }

  /// Bytes of the weights of one step of a whole panel.
  int stepBytes() {
    return Math.toIntExact(format.panelBytes(tile, tile.depth()));
  }

  /// An identifier, e.g. `u8_steps_s4_12x32x4`.
  public String label() {
    return (activations
            + "_"
            + format
            + "_"
            + tile
            + (deep ? "_deep" : "")
            + (spread ? "_spread" : "")
            + (listed == Listed.NONE ? "" : "_listed_" + listed)
            + (tiles ? "_tiles" : "")
            + (isGrouped() ? "_groups" + groupDepth : ""))
        .toLowerCase(Locale.ROOT);
  }
}
