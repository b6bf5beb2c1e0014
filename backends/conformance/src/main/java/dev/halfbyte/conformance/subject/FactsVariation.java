package dev.halfbyte.conformance.subject;

import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.ZeroFacts;
import dev.halfbyte.testkit.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Other facts of a target that its leaves can honour; none of them may change a bit.
///
/// @param rows other rows of a tile
/// @param columns other columns
/// @param depths other depths
/// @param lanes other counts of lanes in plain contractions
record FactsVariation(
    List<Integer> rows, List<Integer> columns, List<Integer> depths, List<Integer> lanes) {
  /// The leaf computes pairs of rows and columns.
  static final FactsVariation JVM =
      new FactsVariation(
          List.of(2, 4, 16), List.of(2, 8, 64), List.of(1, 4, 64), List.of(1, 2, 8, 64));

  /// Columns fill two AVX-512 registers; four products a lane.
  static final FactsVariation X86_64 =
      new FactsVariation(List.of(1, 4, 5, 16), List.of(64, 96), List.of(), List.of(1, 2, 4, 8, 64));

  /// Columns fill two registers of four lanes; four products a lane.
  static final FactsVariation AARCH64 =
      new FactsVariation(List.of(1, 4, 5, 16), List.of(8, 32), List.of(), List.of(1, 2, 8, 16));

  private static final dev.halfbyte.loop.Choices IN_PASSING =
      dev.halfbyte.loop.Choices.DEFAULT.withInPassing();

  private static final int UNTILED = 8;
  private static final List<Long> SCRATCH = List.of(256L << 10, 0L, 1L << 10, 8L << 10);

  FactsVariation {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    depths = List.copyOf(depths);
    lanes = List.copyOf(lanes);
  }

  /// Facts drawn around the usual ones.
  static TargetFacts draw(TargetFacts usual, FactsVariation other, Choices choices) {
    Optional<TileFacts> tile =
        choices.oneIn(UNTILED)
            ? Optional.empty()
            : usual.tile().map(facts -> other.tile(facts, choices));
    return new TargetFacts(
            usual.name(),
            tile,
            pick(usual.vectorLanes(), other.lanes, choices),
            choices.pick(SCRATCH))
        .withFloatTile(tile.flatMap(t -> usual.floatTile()))
        .withTables(tables(usual, choices))
        .withStepLists(
            choices.oneIn(2) ? usual.zeros().map(ZeroFacts::everywhere) : Optional.empty())
        .withChoices(choices.oneIn(2) ? IN_PASSING : dev.halfbyte.loop.Choices.DEFAULT);
  }

  /// Loops of any length by the leaf for tables where there is one, or none.
  private static OptionalLong tables(TargetFacts usual, Choices choices) {
    return usual.tableCount().isEmpty()
        ? OptionalLong.empty()
        : choices.pick(List.of(usual.tableCount(), OptionalLong.of(1), OptionalLong.empty()));
  }

  private TileFacts tile(TileFacts usual, Choices choices) {
    TileShape shape =
        new TileShape(
            pick(usual.shape().rows(), rows, choices),
            pick(usual.shape().columns(), columns, choices),
            pick(usual.shape().depth(), depths, choices));
    boolean nibbles = choices.below(2) == 0;
    return new TileFacts(
        shape,
        usual.activations(),
        nibbles,
        usual.columns(),
        nibbles ? usual.twoBitColumns() : OptionalInt.empty());
  }

  private static int pick(int usual, List<Integer> others, Choices choices) {
    List<Integer> all = new ArrayList<>(List.of(usual));
    all.addAll(others);
    return choices.pick(all);
  }
}
