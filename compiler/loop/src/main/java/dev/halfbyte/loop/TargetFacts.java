package dev.halfbyte.loop;

import java.util.Optional;
import java.util.OptionalLong;

/// What the lowering asks of a target; each backend states its own.
///
/// @param name of the instruction set family, e.g. `x86_64`, `aarch64`, `jvm`
/// @param tile shape and forms of the integer leaf; absent means plain loops
/// @param vectorLanes accumulators kept side by side in plain contractions, a power of two
/// @param floatTile the leaf for float sums in ascending order ([TileFacts#ofFloats]); absent means
///   plain loops
/// @param scratchBytes what stages may have in scratch when they are fused; 0 keeps them apart
/// @param tableCount iterations of a loop from which on the leaf for tables of bytes ([TableMap])
///   pays; absent means that there is none
/// @param listsSteps the integer leaf takes lists of steps ([TileContract.StepList])
public record TargetFacts(
    String name,
    Optional<TileFacts> tile,
    Optional<TileFacts> floatTile,
    int vectorLanes,
    long scratchBytes,
    OptionalLong tableCount,
    boolean listsSteps) {
  /// Small enough for the stack of a thread and the second level of a cache.
  private static final long SCRATCH_BYTES = 256 << 10;

  public TargetFacts(String name, Optional<TileFacts> tile, int vectorLanes) {
    this(name, tile, vectorLanes, SCRATCH_BYTES);
  }

  public TargetFacts(String name, Optional<TileFacts> tile, int vectorLanes, long scratchBytes) {
    this(name, tile, Optional.empty(), vectorLanes, scratchBytes, OptionalLong.empty(), false);
  }

  /// The same target with another integer leaf.
  public TargetFacts withTile(Optional<TileFacts> leaf) {
    return new TargetFacts(
        name, leaf, floatTile, vectorLanes, scratchBytes, tableCount, listsSteps);
  }

  /// The same target with a leaf for floats.
  public TargetFacts withFloatTile(Optional<TileFacts> leaf) {
    return new TargetFacts(name, tile, leaf, vectorLanes, scratchBytes, tableCount, listsSteps);
  }

  /// The same target with its stages kept apart.
  public TargetFacts unfused() {
    return new TargetFacts(name, tile, floatTile, vectorLanes, 0, tableCount, listsSteps);
  }

  /// The same target with a leaf for tables.
  public TargetFacts withTables(OptionalLong count) {
    return new TargetFacts(name, tile, floatTile, vectorLanes, scratchBytes, count, listsSteps);
  }

  /// The same target, whose integer leaf takes lists of steps or not.
  public TargetFacts withStepLists(boolean taken) {
    return new TargetFacts(name, tile, floatTile, vectorLanes, scratchBytes, tableCount, taken);
  }

  /// The integer leaf of a target.
  ///
  /// @param packNibbles store weights that fit s4 as two a byte
  /// @param columns weights of a column follow each other (`COLUMNS_*`), else `STEPS_*`
  public record TileFacts(
      TileShape shape, Activations activations, boolean packNibbles, boolean columns) {
    /// A leaf for floats, which reads both operands as they are, one product a step.
    public static TileFacts ofFloats(int rows, int columns, boolean inColumns) {
      return new TileFacts(
          new TileShape(rows, columns, 1), Activations.AS_STORED, false, inColumns);
    }

    /// The same leaf with a tile of other rows, which shape no panel.
    public TileFacts withRows(int rows) {
      return new TileFacts(
          new TileShape(rows, shape.columns(), shape.depth()), activations, packNibbles, columns);
    }

    /// The same leaf with a smaller tile, for extents of at most `mostRows` and `mostColumns`.
    /// Tiles of panels in columns may have any even size.
    public TileFacts within(long mostRows, long mostColumns) {
      if (!columns) {
        return this;
      }
      int height = Math.min(shape.rows(), even(mostRows));
      int width = Math.min(shape.columns(), even(mostColumns));
      return new TileFacts(
          new TileShape(height, width, shape.depth()), activations, packNibbles, true);
    }

    /// `most` in whole pairs, at least one.
    private static int even(long most) {
      return Math.clamp((most + 1) / 2 * 2, 2, Integer.MAX_VALUE - 1);
    }
  }

  /// How the leaf wants activation codes in memory.
  public enum Activations {
    /// As their storage type says, I8 or U8.
    AS_STORED,
    /// U8; signed codes are stored plus 128.
    UNSIGNED,
    /// I8; unsigned codes of more than 7 bits are stored minus 128.
    SIGNED,
    /// I32, as wide as the sums.
    WIDE
  }
}
