package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Decision;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Step;
import dev.halfbyte.loop.StepList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// The stages of one contraction on tiles: those that bring its operands into the leaf's form, then
/// the contraction itself.
final class TileStages {
  private final ProgramContext context;
  private final Elements elements;
  private final NestNames names;
  private final Node core;
  private final TilePlan plan;
  private final List<Step> steps = new ArrayList<>();
  private Optional<List<Storage>> packed = Optional.empty();
  private Optional<List<Storage>> sums = Optional.empty();

  TileStages(ProgramContext context, Elements elements, NestNames names, Node core, TilePlan plan) {
    this.context = context;
    this.elements = elements;
    this.names = names;
    this.core = core;
    this.plan = plan;
  }

  /// @param root the node whose group the contraction is the core of
  /// @param direct the rows, where they already lie in the leaf's form
  List<Step> steps(Node root, Optional<Storage> direct, Storage target) {
    List<String> labels = direct.isPresent() ? plan.rows().labels() : plan.packedLabels();
    List<Storage> rows = direct.map(List::of).orElseGet(this::packedRows);
    List<Storage> sums = this.sums.orElseGet(() -> rowSums(labels, rows));
    List<Buffer> panels = plan.constant().isPresent() ? constantPanels() : packPanels();
    List<List<TileBuffers.Initial>> initial = initialSums(panels);
    Optional<TileBuffers.Lists> listed = listedSteps(labels, rows);
    TileBuffers buffers = new TileBuffers(labels, rows, sums, panels, initial, listed, groups());
    Nest nest = names.nest(root);
    steps.add(
        new TileContraction(elements, plan, buffers, context.facts.choices())
            .stage(nest, root.value(), core.value(), target));
    return List.copyOf(steps);
  }

  /// The sums of the rows, and the steps that make them, before the contraction itself is due; rows
  /// that are packed for it are packed now.
  ///
  /// @param storages one for each digit of the rows, axes `batch` then row labels
  record Early(List<Step> steps, List<Storage> storages) {
    Early {
      steps = List.copyOf(steps);
      storages = List.copyOf(storages);
    }
  }

  /// To be called once, before [#steps].
  Early sums() {
    List<Storage> made = sumsOf(plan.packedLabels(), packedRows());
    sums = Optional.of(made);
    Early early = new Early(steps, made);
    steps.clear();
    return early;
  }

  private List<Storage> packedRows() {
    if (packed.isEmpty()) {
      packed = Optional.of(packRows());
    }
    return packed.get();
  }

  private Nest nest(String hint, String what) {
    return names.nest(
        hint + "_" + Origins.identifier(core), what + " of " + Origins.describe(core));
  }

  private Buffer workspace(String name, int number, MemoryType elem, Dim size) {
    String digit = number == 0 ? "" : "_" + number;
    return new Buffer(
        context.unique(name + core.value().id() + digit), elem, size, Space.WORKSPACE);
  }

  private List<Storage> packRows() {
    List<Storage> packed = new ArrayList<>();
    List<String> order = plan.packedLabels();
    TileOperand rows = plan.rows();
    for (Digit digit : rows.digits()) {
      Buffer buffer = workspace("packed", packed.size(), rows.form(), plan.rowsSize());
      Storage storage = new Storage(buffer, plan.strides(order), 0);
      steps.add(
          nest("pack", "rows")
              .over(
                  new Shape(plan.labels().extents(order)),
                  (body, at) -> {
                    List<Index> own = Labels.pick(rows.labels(), Labels.bind(order, at));
                    elements.store(
                        body,
                        storage,
                        at,
                        TileElements.rows(context, elements, body, plan, digit, own));
                  }));
      packed.add(storage);
    }
    return packed;
  }

  private List<Storage> rowSums(List<String> labels, List<Storage> rows) {
    boolean needed = plan.columns().digits().stream().anyMatch(d -> d.center() != 0);
    return needed ? sumsOf(labels, rows) : List.of();
  }

  private List<Storage> sumsOf(List<String> labels, List<Storage> rows) {
    List<Storage> sums = new ArrayList<>();
    List<String> order = Stream.concat(plan.batch().stream(), plan.rowLabels().stream()).toList();
    Shape shape = new Shape(plan.labels().extents(order));
    for (Storage storage : rows) {
      Buffer buffer = workspace("sums", sums.size(), MemoryType.I32, shape.count());
      Storage sum = Storage.dense(buffer, shape);
      steps.add(
          new TileSums(plan).rows(nest("sums", "sums of the rows"), order, labels, storage, sum));
      sums.add(sum);
    }
    return sums;
  }

  /// The steps that count, where the target leaves out the others and that may pay: those of the
  /// weights, which are known, or those of the rows.
  private Optional<TileBuffers.Lists> listedSteps(List<String> labels, List<Storage> rows) {
    if (context.facts.zeros().isPresent() && plan.constant().isPresent() && TwoOfFour.holds(plan)) {
      context.decisions.add(
          new Decision(Decision.Kind.NOT_SKIPPED, Origins.describe(core), TwoOfFour.REASON));
    }
    Optional<StaticSteps> known = StaticSteps.of(context.facts, plan);
    if (known.isPresent()) {
      decide(known.get().reason());
      StepList lists = known.get().lists(context.constants, name("steps"));
      Dim entries = StepList.entries(plan.paddedDepth(), plan.tile().depth());
      return Optional.of(new TileBuffers.Lists(lists, entries, true));
    }
    return StepLists.of(context.facts, plan).map(lists -> rowLists(lists, labels, rows.getFirst()));
  }

  private TileBuffers.Lists rowLists(StepLists lists, List<String> labels, Storage rows) {
    decide(lists.reason(context.facts.zeros().orElseThrow()));
    Dim entries = lists.entries();
    MemoryType form = plan.rows().form();
    Optional<Buffer> values =
        Optional.of(entries.times(Dim.of(lists.unit())))
            .filter(_ -> lists.hasValues())
            .map(size -> workspace("stepvalues", 0, form, size));
    StepList all =
        new StepList(
            workspace("steps", 0, MemoryType.I32, lists.lists().times(entries)),
            Index.ZERO,
            workspace("stepcount", 0, MemoryType.I32, lists.lists()),
            Index.ZERO,
            values,
            lists.unit());
    steps.add(lists.stage(nest("steps", "steps that count"), labels, rows, all));
    return new TileBuffers.Lists(all, entries, false);
  }

  private void decide(String reason) {
    context.decisions.add(new Decision(Decision.Kind.SKIP, Origins.describe(core), reason));
  }

  private List<Buffer> constantPanels() {
    List<Buffer> panels = new ArrayList<>();
    for (Digit digit : plan.columns().digits()) {
      WeightMatrix matrix = new WeightMatrix(plan, digit);
      WeightPacker packer = new WeightPacker(plan.tile(), plan.format(), plan.leafDepth().fixed());
      String layout =
          plan.format().name().toLowerCase(Locale.ROOT)
              + " "
              + plan.tile()
              + " of "
              + plan.constant().orElseThrow().source().type();
      Tensor packed =
          plan.isFloat()
              ? packer.packFloats(matrix.panels(), matrix::weight)
              : plan.groups()
                  .filter(groups -> !groups.inLeaf())
                  .map(groups -> pack(packer, matrix, groups))
                  .orElseGet(() -> packer.pack(matrix.panels(), matrix::weight));
      panels.add(context.constants.add(name("w"), packed, layout));
    }
    return panels;
  }

  /// A panel for each group, one after the other.
  private Tensor pack(WeightPacker packer, WeightMatrix matrix, TileGroups groups) {
    int columns = plan.tile().columns();
    int depth = Math.toIntExact(groups.depth());
    return packer.pack(
        matrix.panels() * groups.count(),
        (k, column) -> {
          int panel = column / columns;
          int first = panel % groups.count() * depth;
          return matrix.weight(first + k, panel / groups.count() * columns + column % columns);
        });
  }

  private WeightMatrix weights() {
    return new WeightMatrix(plan, plan.columns().digits().getFirst());
  }

  private Buffer initial(Tensor sums) {
    return context.constants.add(name("init"), sums, "initial sums " + plan.tile());
  }

  private Optional<TileBuffers.Groups> groups() {
    return plan.groups()
        .map(groups -> {
          Buffer multipliers =
              context.constants.add(
                  name("groups"), groups.packed(plan), "multipliers " + plan.tile());
          Optional<Buffer> initial =
              groups.inLeaf()
                  ? Optional.empty()
                  : Optional.of(initial(groups.initial(plan, weights())));
          return new TileBuffers.Groups(multipliers, initial);
        });
  }

  private List<Buffer> packPanels() {
    List<Buffer> panels = new ArrayList<>();
    for (Digit digit : plan.columns().digits()) {
      Dim size = plan.panelCount().times(plan.panelSize());
      Buffer buffer = workspace("panels", panels.size(), plan.columns().form(), size);
      steps.add(
          new PanelPacking(context, elements, plan, digit).stage(nest("panels", "panels"), buffer));
      panels.add(buffer);
    }
    return panels;
  }

  private List<List<TileBuffers.Initial>> initialSums(List<Buffer> panels) {
    List<Map<Long, TileBuffers.Initial>> known = new ArrayList<>();
    panels.forEach(p -> known.add(new HashMap<>()));
    List<List<TileBuffers.Initial>> initial = new ArrayList<>();
    for (Digit row : plan.rows().digits()) {
      List<TileBuffers.Initial> ofRow = new ArrayList<>();
      for (int j = 0; j < panels.size(); j++) {
        int digit = j;
        Function<Long, TileBuffers.Initial> make =
            center -> initialSums(center, digit, panels.get(digit));
        ofRow.add(known.get(j).computeIfAbsent(row.center(), make));
      }
      initial.add(ofRow);
    }
    return initial;
  }

  /// `rowCenter * (depth * center - sum of the column)`, per column, all in memory values.
  private TileBuffers.Initial initialSums(long rowCenter, int number, Buffer panels) {
    if (plan.isFloat()) {
      TensorType type = new TensorType(ElemType.F32, Shape.of(plan.tile().columns()));
      Tensor zeros = Tensor.generateFloats(type.shape(), i -> 0);
      return new TileBuffers.Initial(context.constants.add("zeros", zeros, "zeros"), true);
    }
    Optional<TileGroups> inLeaf = plan.groups().filter(TileGroups::inLeaf);
    if (inLeaf.isPresent()) {
      Tensor sums = inLeaf.get().initial(plan, weights(), rowCenter);
      return new TileBuffers.Initial(initial(sums), false);
    }
    if (plan.constant().isPresent() && plan.groups().isEmpty()) {
      return constantInitial(rowCenter, plan.columns().digits().get(number));
    }
    if (rowCenter == 0 || plan.groups().isPresent()) {
      TensorType type = new TensorType(ElemType.S32, Shape.of(plan.tile().columns()));
      Buffer zeros = context.constants.add("zeros", Tensor.generateInts(type, i -> 0), "zeros");
      return new TileBuffers.Initial(zeros, true);
    }
    Dim size = plan.panelCount().times(Dim.of(plan.tile().columns()));
    Buffer buffer = workspace("initial", number, MemoryType.I32, size);
    steps.add(
        new TileSums(plan)
            .columns(
                nest("initial", "initial sums"),
                panels,
                rowCenter,
                plan.columns().digits().get(number).center(),
                buffer));
    return new TileBuffers.Initial(buffer, false);
  }

  private TileBuffers.Initial constantInitial(long rowCenter, Digit digit) {
    WeightMatrix matrix = new WeightMatrix(plan, digit);
    int count = matrix.panels() * plan.tile().columns();
    long full = plan.depth().fixed() * digit.center();
    Tensor sums =
        Tensor.generateInts(
            new TensorType(ElemType.S32, Shape.of(count)),
            column -> (int) (rowCenter * (full - matrix.columnSum(column))));
    return new TileBuffers.Initial(initial(sums), false);
  }

  private String name(String kind) {
    return kind + plan.columns().value().id();
  }
}
