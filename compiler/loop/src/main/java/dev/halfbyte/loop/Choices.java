package dev.halfbyte.loop;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Choices of a schedule that no other fact of a target states; none of them changes a bit.
///
/// @param order of the loops around a tile
/// @param rowBlock rows that an iteration of a fused stage takes, a multiple of the rows of a tile;
///   0 for one tile
/// @param digitSums sums of rows are made of the digits that a product reads
/// @param inPassing float reductions along rows store what they compute for others too; for targets
///   whose emitter makes vectors of loops over sixteen lanes
/// @param apart names of stages that start no fusion
/// @param tiles shapes that the integer leaf takes, of which one is chosen
public record Choices(
    Order order,
    int rowBlock,
    boolean digitSums,
    boolean inPassing,
    SortedSet<String> apart,
    List<TileShape> tiles) {
  /// What the lowering does of its own accord, on a target whose leaf has one shape.
  public static final Choices DEFAULT =
      new Choices(Order.BY_OPERAND, 0, true, false, new TreeSet<>(), List.of());

  /// Which loops around a tile are outside.
  public enum Order {
    /// Panels where they are constants, row blocks where a stage packs them.
    BY_OPERAND,
    /// Panels: each stays in a cache while all rows stream by.
    PANELS,
    /// Row blocks: each is done at once, for which all panels stream by.
    ROWS
  }

  public Choices {
    apart = Collections.unmodifiableSortedSet(new TreeSet<>(apart));
    tiles = List.copyOf(tiles);
    if (rowBlock < 0) {
      throw new IllegalArgumentException("blocks of " + rowBlock + " rows");
    }
  }

  /// The same with shapes to choose from.
  public Choices withTiles(List<TileShape> shapes) {
    return new Choices(order, rowBlock, digitSums, inPassing, apart, shapes);
  }

  /// The same with reductions that store in passing.
  public Choices withInPassing() {
    return new Choices(order, rowBlock, digitSums, true, apart, tiles);
  }

  /// Whether panels are outside of row blocks.
  ///
  /// @param constant whether the panels are packed at build time
  public boolean panelsOutside(boolean constant) {
    return switch (order) {
      case BY_OPERAND -> constant;
      case PANELS -> true;
      case ROWS -> false;
    };
  }
}
