package dev.halfbyte.conformance.subject;

import dev.halfbyte.backend.jvm.JvmTarget;
import dev.halfbyte.backend.llvm.TargetShapes;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.Activations;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.ZeroFacts;
import dev.halfbyte.testkit.Choices;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Targets for the lowering alone, whether or not there are leaves for them.
final class TargetVariation {
  private static final int MOST_LANES_LOG = 9;

  /// Those that backends have, then one without tiles.
  private static final List<TargetFacts> KNOWN =
      List.of(
          JvmTarget.FACTS,
          TargetShapes.of(IsaFamily.X86_64),
          TargetShapes.of(IsaFamily.AARCH64),
          new TargetFacts("plain", Optional.empty(), 16));

  /// Small limits let only the first of several fusions happen.
  private static final List<Long> SCRATCH = List.of(256L << 10, 1L << 20, 4L << 10, 512L, 64L);

  private static final List<OptionalLong> TABLES =
      List.of(OptionalLong.empty(), OptionalLong.of(1), OptionalLong.of(16));

  private TargetVariation() {}

  /// A known target, or any other.
  static TargetFacts draw(Choices choices) {
    int known = choices.below(2 * KNOWN.size());
    if (known < KNOWN.size()) {
      TargetFacts facts = KNOWN.get(known);
      return new TargetFacts(facts.name(), facts.tile(), facts.vectorLanes(), choices.pick(SCRATCH))
          .withFloatTile(facts.floatTile())
          .withTables(choices.pick(TABLES))
          .withStepLists(
              choices.oneIn(2) ? facts.zeros().map(ZeroFacts::everywhere) : Optional.empty());
    }
    int lanes = 1 << choices.below(MOST_LANES_LOG + 1);
    return new TargetFacts("any", Optional.of(tile(choices)), lanes, choices.pick(SCRATCH))
        .withFloatTile(floatTile(choices))
        .withTables(choices.pick(TABLES))
        .withStepLists(
            choices.oneIn(2) ? Optional.of(ZeroFacts.PLAIN.everywhere()) : Optional.empty());
  }

  private static Optional<TileFacts> floatTile(Choices choices) {
    return choices.oneIn(2)
        ? Optional.empty()
        : Optional.of(
            TileFacts.ofFloats(
                choices.between(1, 13), 2 * choices.between(1, 20), choices.oneIn(2)));
  }

  private static TileFacts tile(Choices choices) {
    int rows = choices.between(1, 13);
    int columns = 2 * choices.between(1, 20);
    TileShape shape = new TileShape(rows, columns, 1 << choices.below(6));
    Activations activations = choices.pick(List.of(Activations.values()));
    // Wide panels that are packed at run time have one form only.
    boolean inColumns = activations == Activations.WIDE || choices.oneIn(2);
    TileFacts facts = new TileFacts(shape, activations, choices.oneIn(2), inColumns);
    return choices.oneIn(2) ? facts.withTwoBits(4 * choices.between(1, 10)) : facts;
  }
}
