package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.runtime.ElementType;
import dev.halfbyte.backend.jvm.runtime.KernelSpec.Memory;
import dev.halfbyte.backend.jvm.runtime.KernelSpec.Source;
import dev.halfbyte.backend.jvm.runtime.TileForm;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Argument;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.loop.Workspace;
import dev.halfbyte.source.CompilerBug;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Numbers the arrays of a kernel and lays out its constant image.
final class MemoryTable {
  private final Map<Buffer, Integer> numbers = new HashMap<>();
  private final Map<Buffer, List<TileContract>> weights = new HashMap<>();
  private final List<Memory> entries = new ArrayList<>();
  private final ByteArrayOutputStream image = new ByteArrayOutputStream();

  MemoryTable(LoopProgram program) {
    program.stages().stream().map(Stage::body).forEach(this::findWeights);
    for (int i = 0; i < program.arguments().size(); i++) {
      Argument argument = program.arguments().get(i);
      add(
          argument.buffer(),
          new Memory(
              Source.ARGUMENT,
              JavaTypes.element(argument.type().elem()),
              i,
              0,
              0,
              0,
              TileForm.COLUMNS));
    }
    program.constants().forEach(this::constant);
    for (Workspace.Placement placement : program.workspace().placements()) {
      ElementType type = JavaTypes.element(placement.buffer().elem());
      add(
          placement.buffer(),
          new Memory(Source.WORKSPACE, type, placement.slot(), 0, 0, 0, TileForm.COLUMNS));
    }
  }

  List<Memory> entries() {
    return List.copyOf(entries);
  }

  byte[] image() {
    return image.toByteArray();
  }

  int number(Buffer buffer) {
    return Objects.requireNonNull(numbers.get(buffer));
  }

  /// Internal name of the array that holds `buffer`; the runtime chooses that of constant weights.
  String descriptor(Buffer buffer) {
    boolean chosen =
        weights.containsKey(buffer)
            && buffer.space() == Space.CONSTANT
            && buffer.elem() != MemoryType.F32;
    return chosen ? "java/lang/Object" : JavaTypes.array(buffer.elem());
  }

  /// In which form all tiles that read `weights` are exact.
  TileForm form(Buffer weights) {
    TileContract.Factors factors = factors(weights);
    return TileForm.of(factors.activation(), factors.weight());
  }

  /// How many products may be added in that form.
  int steps(Buffer weights) {
    TileContract.Factors factors = factors(weights);
    return form(weights).steps(factors.activation(), factors.weight());
  }

  private TileContract.Factors factors(Buffer buffer) {
    return Objects.requireNonNull(weights.get(buffer)).stream()
        .map(TileContract::factors)
        .reduce(TileContract.Factors::max)
        .orElseThrow();
  }

  /// Where the panel of `tile` starts, counted in weights.
  Index widened(TileContract tile) {
    return switch (tile.format()) {
      case COLUMNS_S8 -> tile.weightsAt();
      case COLUMNS_S4, COLUMNS_S2 -> tile.weightsAt().times(Dim.of(tile.format().together()));
      case STEPS_S8, STEPS_S4, STEPS_S2 ->
          throw new CompilerBug("weights in steps: " + tile.weights());
    };
  }

  private void findWeights(List<Statement> body) {
    for (Statement statement : body) {
      switch (statement) {
        case TileContract tile ->
            weights.computeIfAbsent(tile.weights(), w -> new ArrayList<>()).add(tile);
        case Statement.For loop -> findWeights(loop.body());
        case Statement.If branch -> findWeights(branch.body());
        case Statement.Section section -> findWeights(section.body());
        case Statement.Declare declare -> {}
        case Statement.Assign assign -> {}
        case Statement.Store store -> {}
        case TableMap map -> {}
        case ListSteps list -> {}
      }
    }
  }

  private void constant(ConstantData constant) {
    int position = image.size();
    int count = constant.data().count();
    image.writeBytes(constant.data().bytes());
    List<TileContract> tiles = weights.getOrDefault(constant.buffer(), List.of());
    if (tiles.isEmpty()) {
      ElementType type = JavaTypes.element(constant.buffer().elem());
      add(
          constant.buffer(),
          new Memory(Source.CONSTANT, type, position, count, 0, 0, TileForm.COLUMNS));
      return;
    }
    TileContract tile = tiles.getFirst();
    int columns = tile.tile().columns();
    int depth = Math.toIntExact(tile.depth().fixed());
    TileForm form = tile.isFloat() ? TileForm.COLUMNS : form(constant.buffer());
    ElementType type = tile.isFloat() ? ElementType.F32 : ElementType.I32;
    add(constant.buffer(), new Memory(source(tile), type, position, count, columns, depth, form));
  }

  private static Source source(TileContract tile) {
    if (tile.isFloat()) {
      return Source.WEIGHTS_F32;
    }
    return switch (tile.format()) {
      case COLUMNS_S8 -> Source.WEIGHTS_S8;
      case COLUMNS_S4 -> Source.WEIGHTS_S4;
      case COLUMNS_S2 -> Source.WEIGHTS_S2;
      case STEPS_S8, STEPS_S4, STEPS_S2 -> throw new CompilerBug("weights in steps: " + tile);
    };
  }

  private void add(Buffer buffer, Memory entry) {
    numbers.put(buffer, entries.size());
    entries.add(entry);
  }
}
