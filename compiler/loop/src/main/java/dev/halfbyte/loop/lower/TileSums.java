package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.Local;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Sums that stand in for zero points: over rows, and over the columns of panels.
final class TileSums {
  private final TilePlan plan;

  TileSums(TilePlan plan) {
    this.plan = plan;
  }

  /// The sum of each row of `storage` over the true depth.
  ///
  /// @param order axes of the result
  /// @param labels axes of `storage`
  Stage rows(Nest nest, List<String> order, List<String> labels, Storage storage, Storage target) {
    List<Dim> depth = plan.labels().extents(plan.reduced());
    return nest.over(
        new Shape(plan.labels().extents(order)),
        (body, at) -> {
          Local sum = body.variable("sum", Expressions.i32(0));
          Nest.loops(
              body,
              depth,
              List.of(),
              (inner, reduced) -> {
                Map<String, Index> indices = Labels.bind(order, at);
                indices.putAll(Labels.bind(plan.reduced(), reduced));
                Index place = storage.address(Labels.pick(labels, indices));
                add(inner, sum, Expressions.load(storage.buffer(), place));
              });
          body.add(
              new Statement.Store(
                  target.buffer(), Address.of(target.address(at)), new Expression.Use(sum)));
        });
  }

  private static void add(Body body, Local sum, Expression value) {
    body.add(new Statement.Assign(sum, Expressions.add(new Expression.Use(sum), value)));
  }

  /// `rowCenter * (depth * center - sum)` of each column of all panels.
  Stage columns(Nest nest, Buffer panels, long rowCenter, long center, Buffer target) {
    TileShape tile = plan.tile();
    List<Dim> extents = new ArrayList<>(plan.labels().extents(plan.panelGroups()));
    extents.add(plan.panels());
    Expression full =
        Expressions.mul(
            Expressions.i32(rowCenter * center),
            new Expression.Convert(
                RegisterType.I32, new Expression.IndexValue(Index.of(plan.depth()))));
    return nest.over(
        new Shape(extents),
        (body, at) -> {
          Index panel = PanelPacking.number(at, extents);
          Index start = at.getLast().times(Dim.of(tile.columns()));
          Bound columns = Nest.block(tile.columns(), plan.columnExtent(), start);
          Index base = panel.times(plan.panelSize());
          Nest.loop(
              body,
              "c",
              columns,
              1,
              true,
              (perColumn, c) -> {
                Local sum = perColumn.variable("sum", Expressions.i32(0));
                accumulate(perColumn, sum, panels, base, c);
                Expression product =
                    Expressions.mul(new Expression.Use(sum), Expressions.i32(rowCenter));
                Index place = panel.times(Dim.of(tile.columns())).plus(c);
                Lanes.write(
                    perColumn,
                    target,
                    place,
                    center == 0
                        ? Expressions.sub(Expressions.i32(0), product)
                        : Expressions.sub(full, product));
              });
        });
  }

  private void accumulate(Body body, Local sum, Buffer panels, Index base, Index column) {
    TileShape tile = plan.tile();
    Dim depth = plan.paddedDepth();
    switch (plan.format()) {
      case COLUMNS_S8 ->
          Nest.loop(
              body,
              "k",
              depth,
              (inner, k) ->
                  add(
                      inner,
                      sum,
                      Expressions.load(panels, base.plus(column.times(depth)).plus(k))));
      case STEPS_S8 -> {
        Dim step = Dim.of((long) tile.columns() * tile.depth());
        Nest.loop(
            body,
            "k",
            depth.floorDiv(tile.depth()),
            (outer, k) ->
                Nest.loop(
                    outer,
                    "u",
                    Dim.of(tile.depth()),
                    (inner, u) -> {
                      Index first = base.plus(k.times(step));
                      Index place = first.plus(column.times(Dim.of(tile.depth()))).plus(u);
                      add(inner, sum, Expressions.load(panels, place));
                    }));
      }
      case STEPS_S4, COLUMNS_S4, STEPS_S2, COLUMNS_S2 ->
          throw new CompilerBug("narrow weights packed at run time");
    }
  }
}
