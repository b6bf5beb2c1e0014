package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.runtime.Zeros;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.ZeroFacts;
import java.util.Optional;

/// What the lowering is told of the JVM.
public final class JvmTarget {
  /// Activations are `int` in memory, and weights of a column follow each other, because only dot
  /// products over `int` arrays become vector loops in C2; the leaf on the Vector API turns both
  /// once for a tile, hence large ones. Plain contractions accumulate many columns side by side:
  /// short loops would never reach a vector body.
  public static final TargetFacts FACTS =
      new TargetFacts(
              "jvm",
              Optional.of(
                  new TargetFacts.TileFacts(
                          new TileShape(66, 768, 16), TargetFacts.Activations.WIDE, true, true)
                      .withTwoBits(768)),
              512)
          .withFloatTile(Optional.of(TargetFacts.TileFacts.ofFloats(66, 768, true)))
          .withStepLists(
              Optional.of(
                  new ZeroFacts(
                      new ZeroFacts.Single(Optional.empty(), 1, true),
                      false,
                      new ZeroFacts.Limits(
                          Zeros.MOST + " % with the Vector API", "none", "none"))));

  private JvmTarget() {}
}
