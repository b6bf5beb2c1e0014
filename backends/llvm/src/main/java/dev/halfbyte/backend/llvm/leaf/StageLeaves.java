package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/// The leaf functions that a stage calls on a variant, in order of first use.
///
/// @param functions of tiles
/// @param tables names of the functions of table maps, by entries of the table
public record StageLeaves(
    SequencedMap<TileContract, LeafFunction> functions, SequencedMap<Integer, String> tables) {
  public StageLeaves {
    functions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(functions));
    tables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tables));
  }

  public static StageLeaves of(Stage stage, IsaVariant variant) {
    SequencedMap<TileContract, LeafFunction> functions = new LinkedHashMap<>();
    SequencedMap<Integer, String> tables = new LinkedHashMap<>();
    collect(stage.body(), variant, functions, tables);
    return new StageLeaves(functions, tables);
  }

  private static void collect(
      List<Statement> statements,
      IsaVariant variant,
      SequencedMap<TileContract, LeafFunction> functions,
      SequencedMap<Integer, String> tables) {
    for (Statement statement : statements) {
      switch (statement) {
        case Statement.For f -> collect(f.body(), variant, functions, tables);
        case Statement.If i -> collect(i.body(), variant, functions, tables);
        case Statement.Section s -> collect(s.body(), variant, functions, tables);
        case TileContract t -> {
          long taken = functions.values().stream().mapToLong(LeafFunction::spreadBytes).sum();
          functions.computeIfAbsent(t, tile -> function(tile, variant, taken));
        }
        case TableMap map -> tables.put(map.entries(), TableLeaf.name(variant, map.entries()));
        case Statement.Declare d -> {}
        case Statement.Assign a -> {}
        case Statement.Store s -> {}
        case ListSteps l -> {}
      }
    }
  }

  private static LeafFunction function(TileContract tile, IsaVariant variant, long taken) {
    boolean tiles = variant.hasTiles() && TileUse.fault(tile).isEmpty();
    long wanted = tiles ? TileUse.spreadBytes(tile) : spreadBytes(tile, variant);
    long bytes = taken + wanted <= Spread.STAGE_BYTES ? wanted : 0;
    LeafKind kind = LeafKind.of(tile, bytes > 0, tiles);
    return new LeafFunction(variant.label() + ".tile." + kind.label(), kind, bytes);
  }

  private static long spreadBytes(TileContract tile, IsaVariant variant) {
    return tile.steps().isPresent() ? 0 : Spread.bytes(tile, variant);
  }

  /// Whether some of them use tile registers.
  public boolean useTiles() {
    return functions.values().stream().anyMatch(leaf -> leaf.kind().tiles());
  }

  /// The function of a tile of the stage.
  public LeafFunction of(TileContract tile) {
    return Objects.requireNonNull(functions.get(tile));
  }

  /// Name of the function of a table map of the stage.
  public String of(TableMap map) {
    return Objects.requireNonNull(tables.get(map.entries()));
  }
}
