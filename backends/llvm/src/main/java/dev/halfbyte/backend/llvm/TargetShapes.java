package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.leaf.SkipLimits;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.Choices;
import dev.halfbyte.loop.Rates;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.Activations;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.ZeroFacts;
import dev.halfbyte.loop.ZeroFacts.Single;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What the lowering should know of each instruction set family; the variants of a family share one
/// weight layout.
public final class TargetShapes {
  /// Products of bytes that one lane of 32 bits adds.
  private static final int DEPTH = 4;

  /// A vector of the narrowest variant.
  private static final OptionalLong TABLE_COUNT = OptionalLong.of(16);

  private static final int TILE_ROWS = 32;

  /// Rows of tiles that schedules may choose; leaves take any number, in blocks that divide it.
  private static final List<Integer> X86_64_ROWS = List.of(4, 6, 8, 12, 24, 48);

  /// Two vectors of 16 lanes, or two such pairs.
  private static final List<Integer> X86_64_COLUMNS = List.of(32, 64);

  private static final List<Integer> AARCH64_ROWS = List.of(4, 8, 16);
  private static final List<Integer> AARCH64_COLUMNS = List.of(16, 32);

  /// Of the variant `avx512vnni` on Zen 4, by `./dev bench cpu fit`.
  private static final Rates VNNI_RATES =
      new Rates(
          3.6,
          new Rates.Leaf(62, 16, 12, 30, 20),
          new Rates.Memory(48, 23, 10, 1 << 20, 16 << 20),
          new Rates.Loops(16, 1.9, 6, 6, 100));

  /// Panels for single rows of which pairs of elements are listed: a pair of all columns is a line.
  private static final TileShape PAIRS = new TileShape(1, 64, 2);

  private TargetShapes() {}

  private static List<TileShape> tiles(List<Integer> rows, List<Integer> columns) {
    return rows.stream()
        .flatMap(r -> columns.stream().map(c -> new TileShape(r, c, DEPTH)))
        .toList();
  }

  /// x86-64: `vpdpbusd` and `vpmaddubsw` want u8 activations; 12 x 2 accumulators of 16 lanes fill
  /// the 32 AVX-512 registers. AArch64: `sdot`, `smmla` and `smull` want s8; 8 x 2 accumulators of
  /// 4 lanes leave registers for the factors. Tiles of floats have as many rows, so that rows of
  /// both can be fused.
  ///
  /// These are the facts of the family's variants without tile registers.
  public static TargetFacts of(IsaFamily family) {
    return switch (family) {
      case X86_64 ->
          facts(family, new TileShape(12, 32, DEPTH), 64, Activations.UNSIGNED, 16)
              .withStepLists(Optional.of(zeros(family, new Single(Optional.of(PAIRS), 2, true))))
              .withFloatTile(Optional.of(TileFacts.ofFloats(12, 32, false)))
              .withChoices(
                  Choices.DEFAULT.withTiles(tiles(X86_64_ROWS, X86_64_COLUMNS)).withInPassing())
              .withRates(VNNI_RATES);
      case AARCH64 ->
          facts(family, new TileShape(8, 16, DEPTH), 16, Activations.SIGNED, 4)
              .withStepLists(Optional.of(zeros(family, new Single(Optional.empty(), 0, false))))
              .withFloatTile(Optional.of(TileFacts.ofFloats(8, 16, false)))
              .withChoices(Choices.DEFAULT.withTiles(tiles(AARCH64_ROWS, AARCH64_COLUMNS)));
    };
  }

  /// AMX: two registers of rows by two of columns, 32 x 32; the panels are those of the family, as
  /// rows do not shape them. Registers take no lists.
  public static TargetFacts of(IsaVariant variant) {
    TargetFacts facts = of(variant.family());
    return variant.hasTiles()
        ? facts
            .withTile(facts.tile().map(tile -> tile.withRows(TILE_ROWS)))
            .withFloatTile(facts.floatTile().map(tile -> tile.withRows(TILE_ROWS)))
            .withStepLists(facts.zeros().map(ZeroFacts::ofSingleRows))
        : facts;
  }

  /// @param twoBits columns of panels of weights of two bits: four vectors of the widest variant
  private static TargetFacts facts(
      IsaFamily family, TileShape shape, int twoBits, Activations activations, int lanes) {
    TileFacts tile = new TileFacts(shape, activations, true, false).withTwoBits(twoBits);
    return new TargetFacts(family.targetName(), Optional.of(tile), lanes).withTables(TABLE_COUNT);
  }

  /// AArch64 unpacks a panel once for many rows, which leaves out no steps.
  private static ZeroFacts zeros(IsaFamily family, Single single) {
    return new ZeroFacts(single, family == IsaFamily.X86_64, SkipLimits.limits(family));
  }
}
