package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.backend.llvm.leaf.LeafEmitter;
import dev.halfbyte.backend.llvm.leaf.LeafKind;
import dev.halfbyte.backend.llvm.leaf.StageSpreads;
import dev.halfbyte.backend.llvm.leaf.TableLeaf;
import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/// The leaf functions of one variant: statements that agree in kind call the same one.
///
/// Not thread-safe: it gathers what is asked for.
final class LeafNames {
  private final IsaVariant variant;
  private final Set<LeafKind> kinds = new LinkedHashSet<>();
  private final Set<Integer> tables = new LinkedHashSet<>();

  LeafNames(IsaVariant variant) {
    this.variant = variant;
  }

  /// Memory of a stage for its tiles.
  ///
  /// @param text the function of the stage
  StageSpreads spreads(FunctionText text) {
    return new StageSpreads(text, variant);
  }

  /// The function that computes a tile.
  ///
  /// @param spread whether it is given memory of [StageSpreads]
  String of(TileContract tile, boolean spread) {
    LeafKind kind = LeafKind.of(tile, spread);
    kinds.add(kind);
    return name(kind);
  }

  /// The function that maps bytes.
  String of(TableMap map) {
    tables.add(map.entries());
    return name(map.entries());
  }

  /// The definitions of all functions that were asked for, in that order.
  ///
  /// @param attributes of tile functions
  /// @param inlined of table functions, which are short: their callers keep the table in registers
  /// @param declarations gets the intrinsics used
  List<String> definitions(String attributes, String inlined, SortedSet<String> declarations) {
    List<String> definitions = new ArrayList<>();
    for (LeafKind kind : kinds) {
      definitions.add(LeafEmitter.emit(name(kind), kind, variant, attributes, declarations));
    }
    for (int entries : tables) {
      definitions.add(TableLeaf.emit(name(entries), entries, variant, inlined, declarations));
    }
    return definitions;
  }

  private String name(LeafKind kind) {
    return variant.label() + ".tile." + kind.label();
  }

  private String name(int entries) {
    return variant.label() + ".table." + entries;
  }
}
