package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.ComputedWeights;
import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.ProductTarget;
import dev.halfbyte.backend.verilog.bind.Requantization;
import dev.halfbyte.backend.verilog.bind.Scaling;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.bind.WeightSource;
import dev.halfbyte.backend.verilog.cmd.ConstantImage;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns the products of a chunk of rows into steps, tile by tile of columns.
///
/// @param config the configuration
/// @param plan where everything is
/// @param folds the weights that stand folded
/// @param packs the products whose weights are packed
/// @param images the constants
/// @param tilesPerImage tiles whose constants are loaded by one LOAD each
record ProductSteps(
    AcceleratorConfig config,
    RowPlan plan,
    Folds folds,
    Packs packs,
    Images images,
    int tilesPerImage) {

  /// Returns the number of images of a product.
  int images(Task.MatMul task) {
    TileColumns tiles = TileColumns.of(task.target(), config);
    return Math.ceilDiv(tiles.tiles(), perImage(task, tiles));
  }

  /// Returns the steps of a product.
  ///
  /// @param index place of the task in its graph
  /// @param origin row blocks of the phase in front of the first of the task
  /// @param from the first of its images
  /// @param to the image behind the last
  List<Step> of(Task.MatMul task, int index, Chunk chunk, int origin, int from, int to) {
    List<Step> steps = new ArrayList<>();
    TileColumns tiles = TileColumns.of(task.target(), config);
    int perImage = perImage(task, tiles);
    int end = Math.min(tiles.tiles(), to * perImage);
    for (int first = from * perImage; first < end; first += perImage) {
      int left = tiles.groupTiles() - first % tiles.groupTiles();
      int count = Math.min(perImage, contiguous(task) ? tiles.tiles() - first : left);
      Map<Memory, ConstantImage> constants = images.product(task, index, first, count);
      for (Part part : parts(task, first, count)) {
        for (Rows rows : rows(task, chunk, origin)) {
          steps.add(step(task, rows, constants, part));
        }
      }
    }
    return steps;
  }

  /// Returns the tiles of an image command by command; a row array takes all at once that are not
  /// folded.
  private List<Part> parts(Task.MatMul task, int first, int count) {
    int whole =
        task.weights() instanceof WeightSource.Computed(ComputedWeights weights, _)
            ? Math.clamp(folds.layout(weights).wholeTiles() - first, 0, count)
            : count;
    int most =
        switch (config.arrayKind()) {
          case MULTIPLY, DECODE, SHIFT -> 1;
          case ROW -> count;
        };
    List<Part> parts = new ArrayList<>();
    for (int tile = 0; tile < whole; tile += most) {
      parts.add(new Part(first, tile, Math.min(most, whole - tile)));
    }
    if (whole < count) {
      parts.add(new Part(first, whole, count - whole));
    }
    return parts;
  }

  /// Returns the rows of a chunk, of weights those that become whole tiles apart from those that
  /// are folded.
  private List<Rows> rows(Task.MatMul task, Chunk chunk, int origin) {
    List<Chunk> parts = List.of(chunk);
    if (task.target() instanceof ProductTarget.Turned(ComputedWeights weights)) {
      WeightLayout layout = folds.layout(weights);
      parts = layout.folded() ? chunk.cut(origin + layout.firstFolded()) : parts;
    }
    return parts.stream()
        .map(part -> Rows.of(part, task.source().rows(), origin, config))
        .filter(rows -> rows.count() > 0)
        .toList();
  }

  /// Tiles of one command.
  ///
  /// @param image the first tile of its image
  /// @param within tiles of the image in front of those of the command
  /// @param count tiles of the command
  private record Part(int image, int within, int count) {
    int first() {
      return image + within;
    }
  }

  /// Computed weights need no LOAD, and the tiles of a group are one command.
  private int perImage(Task.MatMul task, TileColumns tiles) {
    boolean computed = task.weights() instanceof WeightSource.Computed;
    int most = computed ? tiles.tiles() : tilesPerImage;
    return contiguous(task) ? most : Math.min(most, tiles.groupTiles());
  }

  /// Returns whether the tiles of one group follow those of the group in front.
  private boolean contiguous(Task.MatMul task) {
    return switch (task.target()) {
      case ProductTarget.Codes(Matrix matrix, var group) ->
          group.isPresent()
              || matrix.groups() == 1
              || matrix.groupWords()
                  == TileColumns.of(task.target(), config).groupTiles() * config.drainWords();
      case ProductTarget.Turned _ -> true;
    };
  }

  private Step step(Task.MatMul task, Rows rows, Map<Memory, ConstantImage> constants, Part part) {
    Matrix source = task.source();
    int act =
        plan.base(source, rows, config)
            + task.sourceGroup().map(g -> g * source.groupWords()).orElse(0);
    int kWords = SourceWords.of(task, config).words();
    Optional<Integer> factors =
        task.requantization().scaling() instanceof Scaling.Rows(var found)
            ? Optional.of(plan.base(found, rows, config))
            : Optional.empty();
    return Step.compute(
            constants,
            (bases, waits) ->
                new Command.Gemm(
                    new Command.Gemm.Rows(
                        act,
                        source.rowBlockWords(),
                        rows.blocks(config),
                        source.storage().signed(),
                        task.decode().isPresent()),
                    weights(task, part, kWords, bases),
                    kWords,
                    Epilogues.base(bases, Memory.PAR) + part.within() * config.drainWords(),
                    factors,
                    output(task, rows),
                    epilogue(task, rows, part, bases),
                    waits))
        .decoded(task.decode());
  }

  private Command.Gemm.Tiles weights(
      Task.MatMul task, Part part, int kWords, Map<Memory, Integer> bases) {
    return switch (task.weights()) {
      case WeightSource.Fixed _ when packs.contains(task) -> {
        int stride = packs.words(task);
        int within = part.within() * stride;
        yield Command.Gemm.Tiles.packed(
            Epilogues.base(bases, Memory.WGT) + within,
            Epilogues.base(bases, Memory.INDEX) + within,
            stride,
            part.count());
      }
      case WeightSource.Fixed _ -> {
        int stride = task.weightPlanes() * kWords;
        int base = Epilogues.base(bases, Memory.WGT) + part.within() * stride;
        yield new Command.Gemm.Tiles(
            base, stride, part.count(), 0, high(task.weightPlanes(), kWords, 0));
      }
      case WeightSource.Computed(ComputedWeights weights, int group) -> {
        WeightLayout layout = folds.layout(weights);
        yield new Command.Gemm.Tiles(
            plan.base(weights) + layout.readerWord(group, part.first()),
            layout.stride(),
            part.count(),
            weights.lowZero(),
            high(weights.planes(), layout.planeWords(), weights.highZero()),
            part.first() >= layout.wholeTiles());
      }
    };
  }

  private static Optional<Command.Gemm.HighPlane> high(int planes, int words, int zero) {
    return planes == 1 ? Optional.empty() : Optional.of(new Command.Gemm.HighPlane(words, zero));
  }

  private Command.Gemm.Output output(Task.MatMul task, Rows rows) {
    return switch (task.target()) {
      case ProductTarget.Codes(Matrix matrix, _) ->
          Command.Gemm.Output.rows(matrix.rowBlockWords());
      case ProductTarget.Turned(ComputedWeights weights) -> {
        WeightLayout layout = folds.layout(weights);
        yield new Command.Gemm.Output(
            layout.stride(),
            layout.outputColumn(rows.first()),
            weights.planes() == 1 ? 0 : layout.planeWords(),
            layout.isFolded(rows.first()));
      }
    };
  }

  private Epilogue epilogue(Task.MatMul task, Rows rows, Part part, Map<Memory, Integer> bases) {
    Requantization requantization = task.requantization();
    return switch (task.target()) {
      case ProductTarget.Codes(Matrix matrix, var group) -> {
        int offset = group.map(g -> g * matrix.groupWords()).orElse(0) + offset(task, matrix, part);
        int stride = requantization.residual().map(r -> r.matrix().rowBlockWords()).orElse(0);
        yield new Epilogues(plan, config)
            .of(
                requantization,
                Destination.rowsIn(matrix.home()),
                plan.base(matrix, rows, config) + offset,
                rows,
                offset,
                stride,
                bases);
      }
      case ProductTarget.Turned(ComputedWeights weights) -> {
        WeightLayout layout = folds.layout(weights);
        int word = plan.base(weights) + layout.outputWord(rows.first(), part.first());
        Destination destination =
            switch (weights.form()) {
              case COLUMNS -> Destination.WGT_COLUMNS;
              case ROWS -> Destination.WGT_ROWS;
            };
        yield new Epilogues(plan, config).of(requantization, destination, word, rows, 0, 0, bases);
      }
    };
  }

  /// Words in front of a tile in each row of the target.
  private int offset(Task.MatMul task, Matrix matrix, Part part) {
    int groupTiles = TileColumns.of(task.target(), config).groupTiles();
    return part.first() / groupTiles * matrix.groupWords()
        + part.first() % groupTiles * config.drainWords();
  }
}
