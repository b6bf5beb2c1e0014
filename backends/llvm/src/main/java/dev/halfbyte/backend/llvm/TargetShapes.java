package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.Activations;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import java.util.Optional;
import java.util.OptionalLong;

/// What the lowering should know of each instruction set family; the variants of a family share one
/// weight layout.
public final class TargetShapes {
  /// A vector of the narrowest variant.
  private static final OptionalLong TABLE_COUNT = OptionalLong.of(16);

  private static final int TILE_ROWS = 32;

  private TargetShapes() {}

  /// x86-64: `vpdpbusd` and `vpmaddubsw` want u8 activations; 12 x 2 accumulators of 16 lanes fill
  /// the 32 AVX-512 registers. AArch64: `sdot`, `smmla` and `smull` want s8; 8 x 2 accumulators of
  /// 4 lanes leave registers for the factors. Tiles of floats have as many rows, so that rows of
  /// both can be fused.
  ///
  /// These are the facts of the family's variants without tile registers.
  public static TargetFacts of(IsaFamily family) {
    return switch (family) {
      case X86_64 ->
          facts(family, new TileShape(12, 32, 4), Activations.UNSIGNED, 16)
              .withFloatTile(Optional.of(TileFacts.ofFloats(12, 32, false)));
      case AARCH64 ->
          facts(family, new TileShape(8, 16, 4), Activations.SIGNED, 4)
              .withFloatTile(Optional.of(TileFacts.ofFloats(8, 16, false)));
    };
  }

  /// AMX: two registers of rows by two of columns, 32 x 32; the panels are those of the family, as
  /// rows do not shape them.
  public static TargetFacts of(IsaVariant variant) {
    TargetFacts facts = of(variant.family());
    return variant.hasTiles()
        ? facts
            .withTile(facts.tile().map(tile -> tile.withRows(TILE_ROWS)))
            .withFloatTile(facts.floatTile().map(tile -> tile.withRows(TILE_ROWS)))
        : facts;
  }

  private static TargetFacts facts(
      IsaFamily family, TileShape shape, Activations activations, int lanes) {
    TileFacts tile = new TileFacts(shape, activations, true, false);
    return new TargetFacts(family.targetName(), Optional.of(tile), lanes)
        .withTables(TABLE_COUNT)
        .withStepLists(true);
  }
}
