package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.leaf.TileUse;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.backend.Note;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What reports tell of the integer contractions of a variant with tile registers.
final class TileNotes {
  private TileNotes() {}

  static List<Note> of(IsaVariant variant, LoopProgram program) {
    List<Note> notes = new ArrayList<>();
    program.stages().forEach(stage -> notes.addAll(of(variant, stage)));
    return notes;
  }

  private static List<Note> of(IsaVariant variant, Stage stage) {
    List<TileContract> tiles = new ArrayList<>();
    collect(stage.body(), tiles);
    return tiles.stream()
        .filter(tile -> !tile.isFloat())
        .map(tile -> note(variant, stage, tile))
        .distinct()
        .toList();
  }

  private static Note note(IsaVariant variant, Stage stage, TileContract tile) {
    Optional<String> fault = TileUse.fault(tile);
    String shape = variant.label() + ", " + tile.tile() + ": ";
    return fault.isEmpty()
        ? new Note(Note.Kind.TILING, stage.origin(), shape + TileUse.reason())
        : new Note(
            Note.Kind.NOT_DONE,
            stage.origin(),
            shape + "no tile registers for " + fault.orElseThrow() + "; vpdpbusd");
  }

  private static void collect(List<Statement> statements, List<TileContract> tiles) {
    for (Statement statement : statements) {
      switch (statement) {
        case Statement.For f -> collect(f.body(), tiles);
        case Statement.If i -> collect(i.body(), tiles);
        case Statement.Section s -> collect(s.body(), tiles);
        case TileContract t -> tiles.add(t);
        case TableMap map -> {}
        case ListSteps list -> {}
        case Statement.Declare d -> {}
        case Statement.Assign a -> {}
        case Statement.Store s -> {}
      }
    }
  }
}
