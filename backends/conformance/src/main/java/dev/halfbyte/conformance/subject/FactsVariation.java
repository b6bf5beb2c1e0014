package dev.halfbyte.conformance.subject;

import dev.halfbyte.backend.llvm.TargetShapes;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.testkit.Choices;
import java.util.List;
import java.util.Optional;

/// Other facts of a target that its leaves can honour; none of them may change a bit.
final class FactsVariation {
  private static final int ALTERED = 3;
  private static final List<Integer> LANES = List.of(16, 1, 2, 4, 8, 64);
  private static final List<Long> SCRATCH = List.of(256L << 10, 0L, 1L << 10, 8L << 10);

  private FactsVariation() {}

  /// The facts as users get them in most cases, else altered ones.
  static TargetFacts draw(IsaFamily family, Choices choices) {
    TargetFacts facts = TargetShapes.of(family);
    if (!choices.oneIn(ALTERED)) {
      return facts;
    }
    Optional<TileFacts> tile = facts.tile().map(usual -> tile(usual, family, choices));
    return new TargetFacts(facts.name(), tile, choices.pick(LANES), choices.pick(SCRATCH));
  }

  private static TileFacts tile(TileFacts usual, IsaFamily family, Choices choices) {
    TileShape shape = usual.shape();
    List<Integer> rows = List.of(shape.rows(), 1, 4, 5, 16);
    List<Integer> columns =
        switch (family) {
          case X86_64 -> List.of(shape.columns(), 64);
          case AARCH64 -> List.of(shape.columns(), 8, 32);
        };
    return new TileFacts(
        new TileShape(choices.pick(rows), choices.pick(columns), shape.depth()),
        usual.activations(),
        choices.below(2) == 0,
        usual.columns());
  }
}
