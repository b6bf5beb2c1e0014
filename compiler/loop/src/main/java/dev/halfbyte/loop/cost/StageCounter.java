package dev.halfbyte.loop.cost;

import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.Rates;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Adds up the cycles of the statements of a stage.
///
/// A loop whose length or whose inner lengths depend on outer variables is taken as its first
/// iteration as often as there are all but one, and its last: exact for blocks of which the last
/// one is smaller.
final class StageCounter {
  /// Loops no longer than that are unrolled and leave no loop.
  private static final long UNROLLED = 4;

  private static final long LARGE_TABLE = 64;

  private final Rates rates;

  /// Loops around the statement at hand, innermost last, with their lengths.
  private final List<Around> around = new ArrayList<>();

  private record Around(LoopVariable variable, long count) {}

  StageCounter(Rates rates) {
    this.rates = rates;
  }

  /// The cycles of a run of `stage` on one thread.
  Cycles of(Stage stage, Environment environment) {
    Cycles body =
        repeated(stage.parallel(), environment.of(stage.extent()), 1, stage.body(), environment);
    return body.plus(Cycles.ofOverhead(rates.loops().stageCycles()));
  }

  private Cycles repeated(
      LoopVariable variable,
      long extent,
      long step,
      List<Statement> body,
      Environment environment) {
    long count = (extent + step - 1) / step;
    if (count <= 0) {
      return Cycles.NONE;
    }
    around.add(new Around(variable, count));
    Cycles first = body(body, environment.with(variable, 0));
    Cycles sum;
    if (count > 1 && bounds(body, variable)) {
      Cycles last = body(body, environment.with(variable, (count - 1) * step));
      sum = first.times(count - 1.0).plus(last);
    } else {
      sum = first.times((double) count);
    }
    around.removeLast();
    return sum.plus(Cycles.ofOverhead(rates.loops().entryCycles()));
  }

  /// Whether a length inside depends on `variable`.
  private static boolean bounds(List<Statement> body, LoopVariable variable) {
    return body.stream()
        .anyMatch(statement ->
            switch (statement) {
              case Statement.For f -> depends(f.extent(), variable) || bounds(f.body(), variable);
              case Statement.If i -> bounds(i.body(), variable);
              case Statement.Section s -> bounds(s.body(), variable);
              case TileContract t -> depends(t.rows(), variable) || depends(t.columns(), variable);
              case TableMap t -> depends(t.count(), variable);
              case ListSteps l -> depends(l.rows(), variable);
              case Statement.Declare _, Statement.Assign _, Statement.Store _ -> false;
            });
  }

  private static boolean depends(Bound bound, LoopVariable variable) {
    return bound.candidates().stream().anyMatch(index -> depends(index, variable));
  }

  private static boolean depends(Index index, LoopVariable variable) {
    return index.terms().stream().anyMatch(term -> term.variable().equals(variable));
  }

  private Cycles body(List<Statement> body, Environment environment) {
    double plain = Operations.of(body, Optional.empty()).count() / rates.loops().scalars();
    return nested(body, environment).plus(Cycles.ofLoops(plain));
  }

  private Cycles nested(List<Statement> body, Environment environment) {
    Cycles sum = Cycles.NONE;
    for (Statement statement : body) {
      sum =
          sum.plus(
              switch (statement) {
                case Statement.For f -> loop(f, environment);
                case Statement.If i -> nested(i.body(), environment);
                case Statement.Section s -> nested(s.body(), environment);
                case TileContract t -> tile(t, environment);
                case TableMap t -> table(t, environment);
                case ListSteps l -> listing(l, environment);
                case Statement.Declare _, Statement.Assign _, Statement.Store _ -> Cycles.NONE;
              });
    }
    return sum;
  }

  private Cycles loop(Statement.For loop, Environment environment) {
    long extent = environment.of(loop.extent());
    if (!isInnermost(loop.body())) {
      return repeated(loop.variable(), extent, loop.step(), loop.body(), environment);
    }
    Rates.Loops rate = rates.loops();
    Operations operations = Operations.of(loop.body(), Optional.of(loop.variable()));
    long count = (extent + loop.step() - 1) / loop.step();
    if (operations.serial() || count <= UNROLLED) {
      double overhead = count <= UNROLLED ? 0 : rate.entryCycles();
      return Cycles.ofLoops((double) count * operations.count() / rate.scalars())
          .plus(Cycles.ofOverhead(overhead));
    }
    double vectors = Math.ceil((double) count / rate.lanes());
    return Cycles.ofLoops(vectors * operations.count() / rate.vectors())
        .plus(Cycles.ofOverhead(rate.entryCycles()));
  }

  private static boolean isInnermost(List<Statement> body) {
    return body.stream()
        .allMatch(statement ->
            switch (statement) {
              case Statement.For _, TileContract _, TableMap _, ListSteps _ -> false;
              case Statement.If i -> isInnermost(i.body());
              case Statement.Section s -> isInnermost(s.body());
              case Statement.Declare _, Statement.Assign _, Statement.Store _ -> true;
            });
  }

  private Cycles tile(TileContract tile, Environment environment) {
    Rates.Leaf leaf = rates.leaf();
    Rates.Memory memory = rates.memory();
    long rows = environment.of(tile.rows());
    if (rows == 0) {
      return Cycles.NONE;
    }
    double depth = environment.of(tile.depth());
    double columns = tile.tile().columns();
    double products =
        rows * columns * depth / (tile.isFloat() ? leaf.floatProducts() : leaf.products());
    double bytes =
        environment.of(tile.format().panelSize(tile.tile(), tile.depth()))
            * (double) tile.weights().elem().bytes();
    double blocks = Math.ceil((double) rows / Math.min(leaf.blockRows(), tile.tile().rows()));
    double near = blocks * bytes / memory.near();
    double whole = (double) environment.of(tile.weights().size()) * tile.weights().elem().bytes();
    double far = bytes / uses(tile) / memory.of(whole);
    double calls = blocks * leaf.callCycles() * columns / Rates.Leaf.CALL_COLUMNS;
    return Cycles.ofLeaf(Math.max(products, Math.max(near, far)), calls);
  }

  /// How often a panel is used once it is near: by the innermost loops that do not change it.
  private double uses(TileContract tile) {
    double uses = 1;
    for (Around loop : around.reversed()) {
      if (depends(tile.weightsAt(), loop.variable())) {
        break;
      }
      uses *= loop.count();
    }
    return uses;
  }

  /// Rows are read once, a vector at a time; that steps are left out is not known here.
  private Cycles listing(ListSteps list, Environment environment) {
    double elements = (double) environment.of(list.rows()) * environment.of(list.depth());
    return Cycles.ofLeaf(elements / rates.loops().lanes(), rates.loops().entryCycles());
  }

  private Cycles table(TableMap map, Environment environment) {
    double larger = Math.max(1, (double) map.entries() / LARGE_TABLE);
    return Cycles.ofTables(environment.of(map.count()) * larger / rates.leaf().tableBytes())
        .plus(Cycles.ofOverhead(rates.loops().entryCycles()));
  }
}
