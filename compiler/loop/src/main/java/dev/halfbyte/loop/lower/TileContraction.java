package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Value;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Choices;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.StepList;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.loop.TileShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The nest around the tile leaf, with the group's elementwise work on each tile while it is hot.
final class TileContraction {
  private final Elements elements;
  private final TilePlan plan;
  private final TileShape tile;
  private final TileBuffers buffers;
  private final Choices order;

  /// @param order which loops around the tile are outside
  TileContraction(Elements elements, TilePlan plan, TileBuffers buffers, Choices order) {
    this.order = order;
    this.elements = elements;
    this.plan = plan;
    this.tile = plan.tile();
    this.buffers = buffers;
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

  /// The loops, outermost first, batch labels before all others; which come next is a choice.
  /// Constant panels usually come before rows, so that one stays in cache while many rows stream
  /// by. Computed panels come after them: few enough to stay in cache, and a block of rows is then
  /// done at once, as fusion needs it.
  private List<Loop> loops() {
    List<Loop> loops = new ArrayList<>();
    plan.batch().forEach(l -> loops.add(new Loop(l, "n_" + l, plan.labels().extent(l))));
    boolean columnsFirst = order.panelsOutside(plan.constant().isPresent());
    loops.addAll(columnsFirst ? columnLoops() : rowLoops());
    loops.addAll(columnsFirst ? rowLoops() : columnLoops());
    List<Loop> longer = new ArrayList<>(loops);
    longer.removeIf(loop -> loop.extent().equals(Dim.ONE));
    return longer.isEmpty() ? loops.subList(0, 1) : longer;
  }

  private List<Loop> columnLoops() {
    Stream<Loop> groups =
        TilePlan.outer(plan.columnLabels()).stream()
            .map(l -> new Loop(l, "n_" + l, plan.labels().extent(l)));
    return Stream.concat(groups, Stream.of(new Loop(PANEL, "p", plan.panels()))).toList();
  }

  private List<Loop> rowLoops() {
    if (plan.rowLabels().isEmpty()) {
      return List.of();
    }
    Stream<Loop> outer =
        TilePlan.outer(plan.rowLabels()).stream()
            .map(l -> new Loop(l, "m_" + l, plan.labels().extent(l)));
    Dim blocks = Nest.blocks(plan.rowExtent(), tile.rows());
    return Stream.concat(outer, Stream.of(new Loop(BLOCK, "b", blocks))).toList();
  }

  /// Groups that loops around the leaf multiply.
  private Optional<TileGroups> loopGroups() {
    return plan.groups().filter(groups -> !groups.inLeaf());
  }

  private final class Writer {
    private final Value root;
    private final Value core;
    private final Storage target;
    private final List<List<Buffer>> sums = new ArrayList<>();
    private final Map<String, Dim> strides;
    private final Optional<Buffer> total;

    Writer(Nest nest, Value root, Value core, Storage target) {
      this.root = root;
      this.core = core;
      this.target = target;
      this.strides = TilePlan.byLabel(buffers.labels(), buffers.rows().getFirst().strides());
      long size = (long) tile.rows() * tile.columns();
      for (int i = 0; i < buffers.rows().size(); i++) {
        List<Buffer> ofRow = new ArrayList<>();
        for (int j = 0; j < buffers.panels().size(); j++) {
          String name = i + j == 0 ? "tile" : "tile" + i + j;
          ofRow.add(nest.scratch(name, plan.isFloat() ? MemoryType.F32 : MemoryType.I32, size));
        }
        sums.add(ofRow);
      }
      total =
          loopGroups()
              .map(_ -> nest.scratch("total", MemoryType.of(plan.contract().accumulator()), size));
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
      Index firstColumn = at.getOrDefault(PANEL, Index.ZERO).times(Dim.of(tile.columns()));
      Bound rows =
          plan.rowLabels().isEmpty()
              ? Bound.of(Dim.ONE)
              : Nest.block(tile.rows(), plan.rowExtent(), firstRow);
      Bound columns = Nest.block(tile.columns(), plan.columnExtent(), firstColumn);
      loopGroups()
          .ifPresentOrElse(
              groups -> groups(body, groups, at, firstRow, rows, columns),
              () -> contracts(body, at, firstRow, Index.ZERO, rows, columns));
      Nest.loop(
          body,
          "r",
          rows,
          1,
          true,
          (perRow, r) -> {
            Map<String, Index> indices = new HashMap<>(at);
            if (!plan.rowLabels().isEmpty()) {
              indices.put(plan.rowLabels().getLast(), firstRow.plus(r));
            }
            List<Optional<Expression>> rowSums = rowSums(perRow, indices);
            Nest.loop(
                perRow,
                "c",
                columns,
                1,
                true,
                (inner, c) -> {
                  indices.put(plan.columnLabels().getLast(), firstColumn.plus(c));
                  element(inner, indices, r, c, rowSums);
                });
          });
    }

    /// @param group number of the group that is summed
    private void contracts(
        Body body, Map<String, Index> at, Index firstRow, Index group, Bound rows, Bound columns) {
      for (int i = 0; i < sums.size(); i++) {
        for (int j = 0; j < sums.get(i).size(); j++) {
          body.add(contract(i, j, at, firstRow, group, rows, columns));
        }
      }
    }

    /// The sums of all groups times their multipliers, added up in `total`.
    private void groups(
        Body body,
        TileGroups groups,
        Map<String, Index> at,
        Index firstRow,
        Bound rows,
        Bound columns) {
      TileBuffers.Groups read = buffers.groups().orElseThrow();
      Buffer sum = total.orElseThrow();
      Buffer initial = read.initial().orElseThrow();
      Index panel = panelNumber(at);
      Index firstColumn = panel.times(Dim.of(tile.columns()));
      elements(
          body,
          rows,
          columns,
          (inner, place, c) ->
              Lanes.write(inner, sum, place, Expressions.load(initial, firstColumn.plus(c))));
      Nest.loop(
          body,
          "g",
          Dim.of(groups.count()),
          (perGroup, g) -> {
            contracts(perGroup, at, firstRow, g, rows, columns);
            Index first =
                panel
                    .times(Dim.of((long) groups.count() * tile.columns()))
                    .plus(g.times(Dim.of(tile.columns())));
            elements(
                perGroup,
                rows,
                columns,
                (inner, place, c) -> {
                  Expression factor =
                      Expressions.widen(
                          Expressions.load(read.multipliers(), first.plus(c)),
                          sum.elem().register());
                  Expression product = Expressions.mul(number(place, List.of()), factor);
                  Lanes.write(inner, sum, place, Expressions.add(Lanes.read(sum, place), product));
                });
          });
    }

    /// What is done with an element of a tile.
    private interface Element {
      void write(Body body, Index place, Index column);
    }

    private void elements(Body body, Bound rows, Bound columns, Element element) {
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
                  (inner, c) -> element.write(inner, r.times(Dim.of(tile.columns())).plus(c), c)));
    }

    private TileContract contract(
        int row,
        int column,
        Map<String, Index> at,
        Index firstRow,
        Index group,
        Bound rows,
        Bound columns) {
      Index panel = panelNumber(at);
      TileBuffers.Initial initial = buffers.initial().get(row).get(column);
      return new TileContract(
          sums.get(row).get(column),
          initial.buffer(),
          initial.shared() ? Index.ZERO : panel.times(Dim.of(tile.columns())),
          buffers.rows().get(row).buffer(),
          rowAddress(at, firstRow).plus(group.times(plan.leafDepth())),
          pitch(),
          rows,
          columns,
          buffers.panels().get(column),
          panel
              .times(plan.panelSize())
              .plus(group.times(plan.format().panelSize(tile, plan.leafDepth()))),
          plan.format(),
          tile,
          plan.leafDepth(),
          new TileContract.Factors(
              plan.rows().digits().get(row).stored(), plan.columns().digits().get(column).stored()),
          buffers.steps().map(lists -> list(lists, at, panel)),
          plan.groups()
              .filter(TileGroups::inLeaf)
              .map(groups ->
                  new TileContract.Groups(
                      buffers.groups().orElseThrow().multipliers(),
                      panel.times(Dim.of((long) groups.count() * tile.columns())),
                      groups.depth())));
    }

    private StepList list(TileBuffers.Lists lists, Map<String, Index> at, Index panel) {
      Index number = Index.ZERO;
      for (String label : TilePlan.outer(plan.rowLabels())) {
        number = number.times(plan.labels().extent(label)).plus(index(at, label));
      }
      if (!plan.rowLabels().isEmpty()) {
        Dim blocks = Nest.blocks(plan.rowExtent(), tile.rows());
        number = number.times(blocks).plus(index(at, BLOCK));
      }
      return TileBuffers.at(lists.all(), lists.entries(), lists.byPanel() ? panel : number);
    }

    private List<Optional<Expression>> rowSums(Body body, Map<String, Index> at) {
      List<Optional<Expression>> loaded = new ArrayList<>();
      for (int i = 0; i < sums.size(); i++) {
        loaded.add(
            buffers
                .sums(i)
                .map(storage -> {
                  List<String> order =
                      Stream.concat(plan.batch().stream(), plan.rowLabels().stream()).toList();
                  List<Index> place = order.stream().map(l -> index(at, l)).toList();
                  return body.name(
                      "sum", Expressions.load(storage.buffer(), storage.address(place)));
                }));
      }
      return loaded;
    }

    private void element(
        Body body, Map<String, Index> at, Index r, Index c, List<Optional<Expression>> rowSums) {
      List<Index> result =
          plan.contract().einsum().result().stream().map(l -> index(at, l)).toList();
      Index place = r.times(Dim.of(tile.columns())).plus(c);
      Expression sum =
          total.<Expression>map(t -> Lanes.read(t, place)).orElseGet(() -> number(place, rowSums));
      body.remember(core, result, body.name("v" + core.id(), sum));
      elements.store(body, target, result, elements.root(body, root, result));
    }

    /// The sum over all pairs of digits. Wraps in 32 bits where the result has 32; a wider result
    /// is exact because each pair's sum fits 32 bits.
    private Expression number(Index place, List<Optional<Expression>> rowSums) {
      if (plan.isFloat()) {
        return Expressions.load(sums.getFirst().getFirst(), place);
      }
      RegisterType type = Registers.of(plan.contract().accumulator());
      Expression total = Expressions.integer(type, 0);
      for (int i = 0; i < sums.size(); i++) {
        for (int j = 0; j < sums.get(i).size(); j++) {
          Digit row = plan.rows().digits().get(i);
          Digit column = plan.columns().digits().get(j);
          Expression sum = Expressions.load(sums.get(i).get(j), place);
          if (column.center() != 0) {
            Expression rowSum = rowSums.get(i).orElseThrow();
            sum = Expressions.sub(sum, Expressions.mul(rowSum, Expressions.i32(column.center())));
          }
          int shift = row.shift() + column.shift();
          Expression wide = Expressions.widen(sum, type);
          total =
              Expressions.add(
                  total,
                  shift == 0 ? wide : Expressions.shl(wide, Expressions.integer(type, shift)));
        }
      }
      return total;
    }

    private Dim pitch() {
      return plan.rowLabels().isEmpty()
          ? plan.pitch()
          : Objects.requireNonNull(strides.get(plan.rowLabels().getLast()));
    }

    private Index rowAddress(Map<String, Index> at, Index firstRow) {
      Index address = buffers.rows().getFirst().base();
      List<String> own = Stream.concat(plan.batch().stream(), plan.rowLabels().stream()).toList();
      for (String label : own) {
        boolean last = !plan.rowLabels().isEmpty() && label.equals(plan.rowLabels().getLast());
        Index row = last ? firstRow : index(at, label);
        address = address.plus(row.times(Objects.requireNonNull(strides.get(label))));
      }
      return address;
    }

    /// The index of a label; labels of extent 1 have no loop.
    private static Index index(Map<String, Index> at, String label) {
      return at.getOrDefault(label, Index.ZERO);
    }

    private Index panelNumber(Map<String, Index> at) {
      Index number = at.getOrDefault(PANEL, Index.ZERO);
      Dim stride = plan.panels();
      for (String label : plan.panelGroups().reversed()) {
        number = number.plus(index(at, label).times(stride));
        stride = stride.times(plan.labels().extent(label));
      }
      return plan.constant().isEmpty() ? number : slice(plan.constant().get(), stride).plus(number);
    }

    /// The first panel of the slice that this iteration of a scan reads.
    private static Index slice(DecodedWeights weights, Dim panelsOfSlice) {
      Index first = Index.ZERO;
      Dim stride = panelsOfSlice;
      List<Index> leading = weights.leading();
      for (int axis = leading.size() - 1; axis >= 0; axis--) {
        first = leading.get(axis).times(stride).plus(first);
        stride = stride.times(weights.source().type().shape().dim(axis));
      }
      return first;
    }
  }
}
