package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TileContract;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/// The leaf functions that a stage calls on a variant, in order of first use.
public record StageLeaves(SequencedMap<TileContract, LeafFunction> functions) {
  public StageLeaves {
    functions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(functions));
  }

  public static StageLeaves of(Stage stage, IsaVariant variant) {
    SequencedMap<TileContract, LeafFunction> functions = new LinkedHashMap<>();
    collect(stage.body(), variant, functions);
    return new StageLeaves(functions);
  }

  private static void collect(
      List<Statement> statements,
      IsaVariant variant,
      SequencedMap<TileContract, LeafFunction> functions) {
    for (Statement statement : statements) {
      switch (statement) {
        case Statement.For f -> collect(f.body(), variant, functions);
        case Statement.If i -> collect(i.body(), variant, functions);
        case Statement.Section s -> collect(s.body(), variant, functions);
        case TileContract t -> {
          long taken = functions.values().stream().mapToLong(LeafFunction::spreadBytes).sum();
          functions.computeIfAbsent(t, tile -> function(tile, variant, taken));
        }
        case Statement.Declare d -> {}
        case Statement.Assign a -> {}
        case Statement.Store s -> {}
      }
    }
  }

  private static LeafFunction function(TileContract tile, IsaVariant variant, long taken) {
    long wanted = Spread.bytes(tile, variant);
    long bytes = taken + wanted <= Spread.STAGE_BYTES ? wanted : 0;
    LeafKind kind = LeafKind.of(tile, bytes > 0);
    return new LeafFunction(variant.label() + ".tile." + kind.label(), kind, bytes);
  }

  /// The function of a tile of the stage.
  public LeafFunction of(TileContract tile) {
    return Objects.requireNonNull(functions.get(tile));
  }
}
