package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.loop.TileShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Nests around the tile leaf: weights packed in panels, panels outermost and in parallel, the
/// group's elementwise work on each tile while it is hot.
final class TileContraction {
  private final ProgramContext context;
  private final Elements elements;
  private final TilePlan plan;
  private final TileShape tile;
  private final Storage activations;

  /// @param activations where the activations lie in the form and strides of the plan
  TileContraction(ProgramContext context, Elements elements, TilePlan plan, Storage activations) {
    this.context = context;
    this.elements = elements;
    this.plan = plan;
    this.tile = plan.facts().shape();
    this.activations = activations;
  }

  /// Copies the activations into the form and strides of `plan`.
  static Stage pack(
      Nest nest, ProgramContext context, Elements elements, TilePlan plan, Storage packed) {
    List<String> order = new ArrayList<>(plan.rowLabels());
    order.addAll(plan.reduced());
    Shape shape = new Shape(plan.labels().extents(order));
    return nest.over(
        shape,
        (body, at) -> {
          List<Index> own = Labels.pick(plan.activationLabels(), Labels.bind(order, at));
          elements.store(body, packed, at, elements.at(body, plan.activations(), own));
        });
  }

  /// The stage of the group of `root`, whose core is the contraction with result `core`.
  Stage stage(Nest nest, Value root, Value core, Storage target) {
    Writer writer = new Writer(nest, root, core, target);
    List<Loop> loops = loops();
    Loop first = loops.getFirst();
    return nest.parallel(
        first.variable(),
        first.extent(),
        (body, at) -> writer.write(body, loops, 1, Map.of(first.label(), at)));
  }

  /// A loop around the tile; labels `PANEL` and `BLOCK` count panels and row blocks.
  private record Loop(String label, String variable, Dim extent) {}

  private static final String PANEL = "panel";
  private static final String BLOCK = "row block";

  /// The loops, outermost first. Panels come first, so that a panel stays in cache while the rows
  /// stream by; a single panel leaves the rows to run in parallel.
  private List<Loop> loops() {
    List<Loop> loops = new ArrayList<>();
    List<String> outerColumns = outer(plan.columnLabels());
    outerColumns.forEach(l -> loops.add(new Loop(l, "n_" + l, plan.labels().extent(l))));
    long panels = tile.panels(columns());
    if (panels > 1) {
      loops.add(new Loop(PANEL, "p", Dim.of(panels)));
    }
    outer(plan.rowLabels()).forEach(l -> loops.add(new Loop(l, "m_" + l, plan.labels().extent(l))));
    if (!plan.rowLabels().isEmpty()) {
      loops.add(new Loop(BLOCK, "b", Nest.blocks(rows(), tile.rows())));
    }
    if (loops.isEmpty()) {
      loops.add(new Loop(PANEL, "p", Dim.ONE));
    }
    return loops;
  }

  private static List<String> outer(List<String> labels) {
    return labels.isEmpty() ? labels : labels.subList(0, labels.size() - 1);
  }

  private Dim rows() {
    return plan.labels().extent(plan.rowLabels().getLast());
  }

  private long columns() {
    return plan.labels().extent(plan.columnLabels().getLast()).fixed();
  }

  private final class Writer {
    private final Value root;
    private final Value core;
    private final Storage target;
    private final Buffer sums;
    private final Buffer weights;
    private final Buffer initial;

    Writer(Nest nest, Value root, Value core, Storage target) {
      this.root = root;
      this.core = core;
      this.target = target;
      this.sums = nest.scratch("tile", MemoryType.I32, (long) tile.rows() * tile.columns());
      this.weights = packWeights();
      this.initial = initialSums();
    }

    void write(Body body, List<Loop> loops, int depth, Map<String, Index> at) {
      if (depth == loops.size()) {
        tile(body, at);
        return;
      }
      Loop loop = loops.get(depth);
      Nest.loop(
          body,
          loop.variable(),
          loop.extent(),
          (inner, index) -> {
            Map<String, Index> indices = new HashMap<>(at);
            indices.put(loop.label(), index);
            write(inner, loops, depth + 1, indices);
          });
    }

    private void tile(Body body, Map<String, Index> at) {
      Index firstRow = at.getOrDefault(BLOCK, Index.ZERO).times(Dim.of(tile.rows()));
      Index panel = panelNumber(at);
      Index firstColumn = at.getOrDefault(PANEL, Index.ZERO).times(Dim.of(tile.columns()));
      Bound rows =
          plan.rowLabels().isEmpty()
              ? Bound.of(Dim.ONE)
              : Nest.block(tile.rows(), rows(), firstRow);
      Bound columns = Nest.block(tile.columns(), Dim.of(columns()), firstColumn);
      body.add(
          new TileContract(
              sums,
              initial,
              panel.times(Dim.of(tile.columns())),
              activations.buffer(),
              rowAddress(at, firstRow),
              Dim.of(plan.paddedDepth()),
              rows,
              columns,
              weights,
              panel.times(Dim.of(plan.format().panelBytes(tile, plan.paddedDepth()))),
              plan.format(),
              tile,
              plan.paddedDepth()));
      Nest.loop(
          body,
          "r",
          rows,
          1,
          true,
          (perRow, r) ->
              Nest.loop(
                  perRow,
                  "c",
                  columns,
                  1,
                  true,
                  (inner, c) -> element(inner, at, r, c, firstRow, firstColumn)));
    }

    private void element(
        Body body, Map<String, Index> at, Index r, Index c, Index firstRow, Index firstColumn) {
      Map<String, Index> indices = new HashMap<>(at);
      indices.put(plan.columnLabels().getLast(), firstColumn.plus(c));
      if (!plan.rowLabels().isEmpty()) {
        indices.put(plan.rowLabels().getLast(), firstRow.plus(r));
      }
      List<Index> result = Labels.pick(plan.contract().einsum().result(), indices);
      Index place = r.times(Dim.of(tile.columns())).plus(c);
      body.remember(
          core,
          result,
          body.name(
              "v" + core.id(),
              Expressions.widen(
                  Expressions.load(sums, place), Registers.of(plan.contract().accumulator()))));
      elements.store(body, target, result, elements.root(body, root, result));
    }

    private Index rowAddress(Map<String, Index> at, Index firstRow) {
      Index address = activations.base();
      for (int i = 0; i < plan.rowLabels().size(); i++) {
        boolean last = i == plan.rowLabels().size() - 1;
        Index row = last ? firstRow : index(at, plan.rowLabels().get(i));
        address = address.plus(row.times(activations.strides().get(i)));
      }
      return address;
    }

    private static Index index(Map<String, Index> at, String label) {
      return Objects.requireNonNull(at.get(label), label);
    }

    private Index panelNumber(Map<String, Index> at) {
      Index number = at.getOrDefault(PANEL, Index.ZERO);
      Dim stride = Dim.of(tile.panels(columns()));
      for (String label : outer(plan.columnLabels()).reversed()) {
        number = number.plus(index(at, label).times(stride));
        stride = stride.times(plan.labels().extent(label));
      }
      List<Index> leading = plan.weights().leading();
      for (int axis = leading.size() - 1; axis >= 0; axis--) {
        number = leading.get(axis).times(stride).plus(number);
        stride = stride.times(plan.weights().source().type().shape().dim(axis));
      }
      return number;
    }
  }

  private Buffer packWeights() {
    WeightMatrix matrix = new WeightMatrix(plan);
    WeightPacker packer = new WeightPacker(tile, plan.format(), plan.paddedDepth());
    Tensor packed = packer.pack(matrix.panels(), matrix::weight);
    String layout =
        plan.format().name().toLowerCase(Locale.ROOT)
            + " "
            + tile
            + " of "
            + plan.weights().source().type();
    return context.constants.add(name("w"), packed, layout);
  }

  /// `-(zero point + stored offset) * sum of weights`, per column.
  private Buffer initialSums() {
    WeightMatrix matrix = new WeightMatrix(plan);
    long shift = plan.zeroPoint(context) + plan.offset();
    int count = matrix.panels() * tile.columns();
    Tensor sums =
        Tensor.generateInts(
            new TensorType(ElemType.S32, Shape.of(count)),
            column -> (int) (-shift * matrix.columnSum(column)));
    return context.constants.add(name("init"), sums, "initial sums " + tile);
  }

  private String name(String kind) {
    Value constant =
        plan.activations().equals(plan.contract().left())
            ? plan.contract().right()
            : plan.contract().left();
    return kind + constant.id();
  }
}
