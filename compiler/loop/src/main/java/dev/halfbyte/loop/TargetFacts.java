package dev.halfbyte.loop;

import java.util.Optional;
import java.util.OptionalInt;
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
/// @param zeros how the integer leaf takes lists of steps ([StepList]); absent where it does not
/// @param choices what a schedule chose beside these
/// @param rates for predictions; absent where none were measured
public record TargetFacts(
    String name,
    Optional<TileFacts> tile,
    Optional<TileFacts> floatTile,
    int vectorLanes,
    long scratchBytes,
    OptionalLong tableCount,
    Optional<ZeroFacts> zeros,
    Choices choices,
    Optional<Rates> rates) {
  /// Small enough for the stack of a thread and the second level of a cache.
  private static final long SCRATCH_BYTES = 256 << 10;

  public TargetFacts(String name, Optional<TileFacts> tile, int vectorLanes) {
    this(name, tile, vectorLanes, SCRATCH_BYTES);
  }

  public TargetFacts(String name, Optional<TileFacts> tile, int vectorLanes, long scratchBytes) {
    this(
        name,
        tile,
        Optional.empty(),
        vectorLanes,
        scratchBytes,
        OptionalLong.empty(),
        Optional.empty(),
        Choices.DEFAULT,
        Optional.empty());
  }

  /// The same target with another integer leaf.
  public TargetFacts withTile(Optional<TileFacts> leaf) {
    return with(leaf, floatTile, scratchBytes, tableCount, zeros, choices, rates);
  }

  /// The same target with a leaf for floats.
  public TargetFacts withFloatTile(Optional<TileFacts> leaf) {
    return with(tile, leaf, scratchBytes, tableCount, zeros, choices, rates);
  }

  /// The same target with another shape of the integer leaf, and of that for floats, which has as
  /// many rows.
  public TargetFacts withTile(TileShape shape) {
    Optional<TileFacts> floats =
        floatTile.map(f -> f.withShape(new TileShape(shape.rows(), shape.columns(), 1)));
    return with(
        tile.map(t -> t.withShape(shape)), floats, scratchBytes, tableCount, zeros, choices, rates);
  }

  /// The same target with its stages kept apart.
  public TargetFacts unfused() {
    return with(tile, floatTile, 0, tableCount, zeros, choices, rates);
  }

  /// Whether reductions store what they compute for others; stages that are kept apart do not.
  public boolean storesInPassing() {
    return choices.inPassing() && scratchBytes > 0;
  }

  /// The same target with a leaf for tables.
  public TargetFacts withTables(OptionalLong count) {
    return with(tile, floatTile, scratchBytes, count, zeros, choices, rates);
  }

  /// The same target, whose integer leaf takes lists of steps or not.
  public TargetFacts withStepLists(Optional<ZeroFacts> taken) {
    return with(tile, floatTile, scratchBytes, tableCount, taken, choices, rates);
  }

  /// The same target with other choices.
  public TargetFacts withChoices(Choices chosen) {
    return with(tile, floatTile, scratchBytes, tableCount, zeros, chosen, rates);
  }

  /// The same target with rates.
  public TargetFacts withRates(Rates measured) {
    return with(tile, floatTile, scratchBytes, tableCount, zeros, choices, Optional.of(measured));
  }

  private TargetFacts with(
      Optional<TileFacts> integers,
      Optional<TileFacts> floats,
      long scratch,
      OptionalLong tables,
      Optional<ZeroFacts> lists,
      Choices chosen,
      Optional<Rates> measured) {
    return new TargetFacts(
        name, integers, floats, vectorLanes, scratch, tables, lists, chosen, measured);
  }

  /// The integer leaf of a target.
  ///
  /// @param packNibbles store weights that fit s4 as two a byte
  /// @param columns weights of a column follow each other (`COLUMNS_*`), else `STEPS_*`
  /// @param twoBitColumns store weights from -2 to 1 as four a byte, in panels of so many columns;
  ///   absent: as nibbles
  public record TileFacts(
      TileShape shape,
      Activations activations,
      boolean packNibbles,
      boolean columns,
      OptionalInt twoBitColumns) {
    /// A leaf without a form for weights of two bits.
    public TileFacts(
        TileShape shape, Activations activations, boolean packNibbles, boolean columns) {
      this(shape, activations, packNibbles, columns, OptionalInt.empty());
    }

    /// The same leaf with panels of `width` columns for weights of two bits.
    public TileFacts withTwoBits(int width) {
      return new TileFacts(shape, activations, packNibbles, columns, OptionalInt.of(width));
    }

    /// The same leaf with weights of two bits as nibbles.
    public TileFacts withoutTwoBits() {
      return new TileFacts(shape, activations, packNibbles, columns);
    }

    /// The same leaf with panels of `width` columns.
    public TileFacts wide(int width) {
      TileShape other = new TileShape(shape.rows(), width, shape.depth());
      return new TileFacts(other, activations, packNibbles, columns, twoBitColumns);
    }

    /// A leaf for floats, which reads both operands as they are, one product a step.
    public static TileFacts ofFloats(int rows, int columns, boolean inColumns) {
      return new TileFacts(
          new TileShape(rows, columns, 1), Activations.AS_STORED, false, inColumns);
    }

    /// The same leaf with another tile.
    TileFacts withShape(TileShape other) {
      return new TileFacts(other, activations, packNibbles, columns, twoBitColumns);
    }

    /// The same leaf with a tile of other rows, which shape no panel.
    public TileFacts withRows(int rows) {
      return withShape(shape.withRows(rows));
    }

    /// The same leaf with a smaller tile, for extents of at most `mostRows` and `mostColumns`.
    /// Tiles of panels in columns may have any even size.
    ///
    /// @param together weights in a byte, 1, 2 or 4; the columns are a multiple of it
    public TileFacts within(long mostRows, long mostColumns, int together) {
      if (!columns) {
        return this;
      }
      int height = Math.min(shape.rows(), whole(mostRows, 2));
      int width = Math.min(shape.columns(), whole(mostColumns, Math.max(2, together)));
      TileShape smaller = new TileShape(height, width, shape.depth());
      return new TileFacts(smaller, activations, packNibbles, true, twoBitColumns);
    }

    /// `most` in whole units, at least one.
    private static int whole(long most, int unit) {
      return Math.clamp((most + unit - 1) / unit * unit, unit, Integer.MAX_VALUE / unit * unit);
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
