package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Packs a computed operand into panels, zero in the padded depth; columns beyond the extent hold
/// anything.
final class PanelPacking {
  private final ProgramContext context;
  private final Elements elements;
  private final TilePlan plan;
  private final Digit digit;

  PanelPacking(ProgramContext context, Elements elements, TilePlan plan, Digit digit) {
    this.context = context;
    this.elements = elements;
    this.plan = plan;
    this.digit = digit;
  }

  /// The stage that fills `panels`, one panel after the other.
  Stage stage(Nest nest, Buffer panels) {
    List<Dim> extents = new ArrayList<>(plan.labels().extents(plan.panelGroups()));
    extents.add(plan.panels());
    return nest.over(
        new Shape(extents),
        (body, at) -> {
          Index base = number(at, extents).times(plan.panelSize());
          Index start = at.getLast().times(Dim.of(plan.tile().columns()));
          Bound columns = Nest.block(plan.tile().columns(), plan.columnExtent(), start);
          Map<String, Index> indices =
              Labels.bind(plan.panelGroups(), at.subList(0, at.size() - 1));
          Panel panel = new Panel(panels, base, start, columns, indices);
          switch (plan.format()) {
            case STEPS_S8 -> inSteps(body, panel);
            case COLUMNS_S8 -> inColumns(body, panel);
            case STEPS_S4, COLUMNS_S4, STEPS_S2, COLUMNS_S2 ->
                throw new CompilerBug("narrow weights packed at run time");
          }
        });
  }

  /// @param base first element in `buffer`
  /// @param start first column
  private record Panel(
      Buffer buffer, Index base, Index start, Bound columns, Map<String, Index> indices) {}

  /// The number of a panel from the indices of its group and its place in there.
  static Index number(List<Index> at, List<Dim> extents) {
    Index number = Index.ZERO;
    List<Dim> strides = Storage.denseStrides(extents);
    for (int axis = 0; axis < at.size(); axis++) {
      number = number.plus(at.get(axis).times(strides.get(axis)));
    }
    return number;
  }

  private void inSteps(Body body, Panel panel) {
    TileShape tile = plan.tile();
    Dim unit = Dim.of(tile.depth());
    Dim step = Dim.of((long) tile.columns() * tile.depth());
    Dim whole = plan.depth().floorDiv(tile.depth());
    Dim steps = Nest.blocks(plan.depth(), tile.depth());
    Dim ragged = steps.minus(whole);
    if (!ragged.equals(Dim.ZERO)) {
      Nest.loop(
          body,
          "z",
          Bound.of(ragged),
          1,
          false,
          (inner, z) ->
              Nest.loop(
                  inner,
                  "l",
                  step,
                  (last, l) ->
                      zero(
                          last,
                          panel,
                          panel.base().plus(Index.of(whole.times(step))).plus(z).plus(l))));
    }
    Nest.loop(
        body,
        "s",
        Bound.of(steps),
        1,
        false,
        (perStep, s) ->
            Nest.loop(
                perStep,
                "c",
                panel.columns(),
                1,
                true,
                (perColumn, c) ->
                    Nest.loop(
                        perColumn,
                        "u",
                        Nest.block(tile.depth(), plan.depth(), s.times(unit)),
                        1,
                        true,
                        (inner, u) -> {
                          Index place =
                              panel.base().plus(s.times(step)).plus(c.times(unit)).plus(u);
                          element(inner, panel, place, c, s.times(unit).plus(u));
                        })));
  }

  private void inColumns(Body body, Panel panel) {
    Dim depth = plan.paddedDepth();
    Dim padding = depth.minus(plan.depth());
    Nest.loop(
        body,
        "c",
        panel.columns(),
        1,
        true,
        (perColumn, c) -> {
          Index first = panel.base().plus(c.times(depth));
          Nest.loop(
              perColumn,
              "k",
              plan.depth(),
              (inner, k) -> element(inner, panel, first.plus(k), c, k));
          if (!padding.equals(Dim.ZERO)) {
            Nest.loop(
                perColumn,
                "z",
                Bound.of(padding),
                1,
                false,
                (inner, z) -> zero(inner, panel, first.plus(Index.of(plan.depth())).plus(z)));
          }
        });
  }

  private static void zero(Body body, Panel panel, Index place) {
    Lanes.write(body, panel.buffer(), place, Expressions.i32(0));
  }

  private void element(Body body, Panel panel, Index place, Index column, Index k) {
    Map<String, Index> indices = new HashMap<>(panel.indices());
    indices.put(plan.columnLabels().getLast(), panel.start().plus(column));
    for (String label : plan.reduced()) {
      boolean unit = plan.labels().extent(label).equals(Dim.ONE);
      indices.put(label, unit ? Index.ZERO : k);
    }
    List<Index> at = Labels.pick(plan.columns().labels(), indices);
    Expression value = TileElements.element(context, elements, body, plan.columns(), digit, at);
    Lanes.write(body, panel.buffer(), place, value);
  }
}
