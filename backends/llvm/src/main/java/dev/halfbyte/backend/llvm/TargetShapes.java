package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.leaf.SkipLimits;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.Activations;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.ZeroFacts;
import dev.halfbyte.loop.ZeroFacts.Single;
import java.util.Optional;
import java.util.OptionalLong;

/// What the lowering should know of each instruction set family; the variants of a family share one
/// weight layout.
public final class TargetShapes {
  /// A vector of the narrowest variant.
  private static final OptionalLong TABLE_COUNT = OptionalLong.of(16);

  /// Panels for single rows of which pairs of elements are listed: a pair of all columns is a line.
  private static final TileShape PAIRS = new TileShape(1, 64, 2);

  private TargetShapes() {}

  /// x86-64: `vpdpbusd` and `vpmaddubsw` want u8 activations; 12 x 2 accumulators of 16 lanes fill
  /// the 32 AVX-512 registers. AArch64: `sdot`, `smmla` and `smull` want s8; 8 x 2 accumulators of
  /// 4 lanes leave registers for the factors. Tiles of floats have as many rows, so that rows of
  /// both can be fused.
  public static TargetFacts of(IsaFamily family) {
    return switch (family) {
      case X86_64 ->
          facts(family, new TileShape(12, 32, 4), Activations.UNSIGNED, 16)
              .withStepLists(Optional.of(zeros(family, new Single(Optional.of(PAIRS), 2, true))))
              .withFloatTile(Optional.of(TileFacts.ofFloats(12, 32, false)));
      case AARCH64 ->
          facts(family, new TileShape(8, 16, 4), Activations.SIGNED, 4)
              .withStepLists(Optional.of(zeros(family, new Single(Optional.empty(), 0, false))))
              .withFloatTile(Optional.of(TileFacts.ofFloats(8, 16, false)));
    };
  }

  private static TargetFacts facts(
      IsaFamily family, TileShape shape, Activations activations, int lanes) {
    TileFacts tile = new TileFacts(shape, activations, true, false);
    return new TargetFacts(family.targetName(), Optional.of(tile), lanes).withTables(TABLE_COUNT);
  }

  /// AArch64 unpacks a panel once for many rows, which leaves out no steps.
  private static ZeroFacts zeros(IsaFamily family, Single single) {
    return new ZeroFacts(single, family == IsaFamily.X86_64, SkipLimits.limits(family));
  }
}
