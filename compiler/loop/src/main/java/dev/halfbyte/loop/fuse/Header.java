package dev.halfbyte.loop.fuse;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The loops that the stages of a group share, the first of them parallel.
///
/// @param blocks of one iteration of the last loop: a stage that runs over single rows, or over
///   tiles, takes so many of them at once
record Header(List<Level> levels, Blocks blocks) {
  Header {
    levels = List.copyOf(levels);
  }

  /// A loop over all of `extent`.
  record Level(LoopVariable variable, Dim extent) {}

  /// The outermost loops of a stage that have nothing beside them.
  static List<Level> bandOf(Stage stage) {
    List<Level> band = new ArrayList<>();
    band.add(new Level(stage.parallel(), stage.extent()));
    List<Statement> body = stage.body();
    while (body.size() == 1
        && body.getFirst() instanceof Statement.For loop
        && loop.step() == 1
        && wholeExtent(loop.extent()).isPresent()) {
      band.add(new Level(loop.variable(), wholeExtent(loop.extent()).orElseThrow()));
      body = loop.body();
    }
    return band;
  }

  private static Optional<Dim> wholeExtent(Bound bound) {
    return Optional.of(bound.candidates())
        .filter(c -> c.size() == 1 && c.getFirst().terms().isEmpty())
        .map(c -> c.getFirst().constant());
  }

  /// Headers that would suit a group which starts with `stage`: those of equal depth together, the
  /// deepest first.
  ///
  /// @param blocks of rows that tiles make
  static List<List<Header>> candidates(Stage stage, Blocks blocks) {
    List<Level> band = bandOf(stage);
    return IntStream.range(0, band.size())
        .mapToObj(left -> ofDepth(band.subList(0, band.size() - left), blocks))
        .toList();
  }

  /// `levels` for single rows, for blocks that `levels` count already, and for blocks of their rows
  /// or tiles.
  private static List<Header> ofDepth(List<Level> levels, Blocks blocks) {
    Header single = new Header(levels, Blocks.SINGLE);
    if (blocks.rows() == 1) {
      return List.of(single);
    }
    Dim extent = levels.getLast().extent();
    Header ofRows = new Header(counting(levels, blocks.ofRows(extent)), blocks);
    return blocks.tiles() == 1
        ? List.of(single, new Header(levels, blocks), ofRows)
        : List.of(single, new Header(counting(levels, blocks.ofTiles(extent)), blocks), ofRows);
  }

  private static List<Level> counting(List<Level> levels, Dim extent) {
    List<Level> counting = new ArrayList<>(levels);
    Level last = counting.removeLast();
    counting.add(new Level(last.variable(), extent));
    return counting;
  }

  /// Rows of one iteration.
  int block() {
    return blocks.rows();
  }

  /// A stage brought under this header.
  ///
  /// @param values what its loop variables are, in terms of those of the header and `rows`
  /// @param rows the loop over the rows of one block
  /// @param body what is inside
  record Aligned(
      Map<LoopVariable, Index> values, Optional<Access.Range> rows, List<Statement> body) {
    Aligned {
      values = Map.copyOf(values);
      body = List.copyOf(body);
    }
  }

  /// `stage` under this header, where its outermost loops are the same or run over the rows of its
  /// blocks.
  ///
  /// @param names gives a name that nothing in the group has yet
  Optional<Aligned> align(Stage stage, UnaryOperator<String> names) {
    List<Level> band = bandOf(stage);
    if (band.size() < levels.size()) {
      return Optional.empty();
    }
    Map<LoopVariable, Index> values = new HashMap<>();
    Optional<Access.Range> rows = Optional.empty();
    for (int i = 0; i < levels.size(); i++) {
      Level own = band.get(i);
      Level level = levels.get(i);
      if (own.extent().equals(level.extent())) {
        values.put(own.variable(), Index.of(level.variable()));
      } else if (i == levels.size() - 1 && together(own.extent()) > 1) {
        int together = together(own.extent());
        Index first = Index.of(level.variable()).times(Dim.of(together));
        LoopVariable row = new LoopVariable(names.apply(own.variable().name()));
        values.put(own.variable(), first.plus(Index.of(row)));
        Bound extent = Bound.min(Index.of(together), Index.of(own.extent()).minus(first));
        rows = Optional.of(new Access.Range(row, extent));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new Aligned(values, rows, inside(stage)));
  }

  /// How many iterations of a loop of `extent` make one of the last level: the rows of a block, its
  /// tiles, or 1 where the loop counts neither.
  private int together(Dim extent) {
    Dim counted = levels.getLast().extent();
    if (blocks.rows() > 1 && blocks.ofRows(extent).equals(counted)) {
      return blocks.rows();
    }
    return blocks.tiles() > 1 && blocks.ofTiles(extent).equals(counted) ? blocks.tiles() : 1;
  }

  private List<Statement> inside(Stage stage) {
    List<Statement> body = stage.body();
    for (int i = 1; i < levels.size(); i++) {
      body = ((Statement.For) body.getFirst()).body();
    }
    return body;
  }
}
