package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.loop.Decision;
import dev.halfbyte.loop.PackedWeights;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TileContract;
import java.util.List;
import java.util.Optional;

/// Decides which contractions go through the tile leaf, and says why.
///
/// Integers only: the leaf adds in any order. A constant operand becomes the columns, packed at
/// build time; of two computed operands the right one does, packed by a stage of its own, where the
/// extents can be large enough to pay for that.
final class TilePlanner {
  /// Below, a product of computed operands or of floats is done sooner than packed.
  private static final int LEAST_ROWS = 4;

  private static final int LEAST_COLUMNS = 4;
  private static final int LEAST_DEPTH = 8;

  /// Most leaf calls for one tile, a product of the operands' digits.
  private static final int MOST_CALLS = 4;

  private final ProgramContext context;
  private final TargetFacts.TileFacts facts;

  TilePlanner(ProgramContext context, TargetFacts.TileFacts facts) {
    this.context = context;
    this.facts = facts;
  }

  /// Either a plan or the reason why there is none.
  private record Answer(Optional<TilePlan> plan, String reason) {
    static Answer no(String reason) {
      return new Answer(Optional.empty(), reason);
    }
  }

  /// The plan of `node`, where it is a contraction and fits.
  static Optional<TilePlan> plan(ProgramContext context, Node node) {
    if (!(node.op() instanceof Contract contract) || context.groups.containsKey(node.value())) {
      return Optional.empty();
    }
    Optional<GroupedSum> grouped =
        Optional.ofNullable(context.groups.get(contract.left()))
            .filter(sum -> sum.outer().equals(node));
    if (grouped.isPresent()) {
      TilePlan plan =
          new TilePlanner(context, context.facts.tile().orElseThrow()).grouped(grouped.get());
      context.decisions.add(
          new Decision(Decision.Kind.TILE, Origins.describe(node), describe(plan)));
      return Optional.of(plan);
    }
    boolean floats = contract.accumulator().equals(ElemType.F32);
    Optional<TargetFacts.TileFacts> leaf =
        floats ? context.facts.floatTile() : context.facts.tile();
    if (leaf.isEmpty()) {
      return Optional.empty();
    }
    TilePlanner planner = new TilePlanner(context, leaf.get());
    Answer answer = floats ? planner.chooseFloats(contract) : planner.choose(contract);
    Decision.Kind kind = answer.plan().isPresent() ? Decision.Kind.TILE : Decision.Kind.PLAIN_LOOPS;
    context.decisions.add(new Decision(kind, Origins.describe(node), answer.reason()));
    return answer.plan();
  }

  private Answer choose(Contract contract) {
    ElemType.IntType accumulator = ElemType.storage(contract.accumulator()).orElseThrow();
    if (!accumulator.signed()) {
      return Answer.no("sums are unsigned");
    }
    Optional<DecodedWeights> right = constant(contract.right());
    if (right.isPresent()) {
      return side(contract, false, right);
    }
    Optional<DecodedWeights> left =
        contract.mask().isPresent() ? Optional.empty() : constant(contract.left());
    return side(contract, left.isPresent(), left);
  }

  /// Floats are added in the sealed order, so that only serial sums fit the leaf.
  private Answer chooseFloats(Contract contract) {
    if (contract.order() != Order.SERIAL || contract.mask().isPresent()) {
      return Answer.no("sums in lanes, or with a mask");
    }
    Einsum einsum = contract.einsum();
    Optional<DecodedWeights> constant =
        context.folder.slice(contract.right()).flatMap(DecodedWeights::ofFloats);
    TilePlan plan =
        plan(
            contract,
            TileOperand.floats(contract.left(), einsum.left()),
            TileOperand.floats(contract.right(), einsum.right()),
            constant);
    if (plan.rowLabels().isEmpty() || plan.columnLabels().isEmpty() || plan.reduced().isEmpty()) {
      return Answer.no("no free label on both sides");
    }
    return tooSmall(plan).map(Answer::no).orElseGet(() -> fit(within(plan), false));
  }

  private Optional<DecodedWeights> constant(Value value) {
    return context.folder.slice(value).flatMap(DecodedWeights::of);
  }

  /// @param swapped the left operand becomes the columns
  private Answer side(Contract contract, boolean swapped, Optional<DecodedWeights> constant) {
    Einsum einsum = contract.einsum();
    boolean split = ElemType.storage(contract.accumulator()).orElseThrow().bits() > Integer.SIZE;
    Optional<TileOperand> rows =
        TileOperand.rows(
            swapped ? contract.right() : contract.left(),
            swapped ? einsum.right() : einsum.left(),
            !swapped && contract.mask().isPresent(),
            context.type(swapped ? contract.right() : contract.left()).elem(),
            facts.activations(),
            split);
    Value panel = swapped ? contract.left() : contract.right();
    List<String> panelLabels = swapped ? einsum.left() : einsum.right();
    Optional<TileOperand> columns =
        constant
            .map(weights -> TileOperand.constant(panel, panelLabels, weights))
            .or(() ->
                TileOperand.columns(
                    panel, panelLabels, context.type(panel).elem(), facts.activations(), split));
    if (rows.isEmpty() || columns.isEmpty()) {
      return Answer.no("numbers of more than 16 bits");
    }
    TilePlan plan = within(plan(contract, rows.get(), columns.get(), constant));
    return fit(StepLists.shaped(context.facts, plan), split);
  }

  /// The plan of a grouped sum, which [GroupedSum#find] has found to fit.
  ///
  /// The leaf has no form for groups of weights of two bits: they lie as nibbles.
  private TilePlan grouped(GroupedSum sum) {
    if (facts.twoBitColumns().isPresent()) {
      return new TilePlanner(context, facts.withoutTwoBits()).grouped(sum);
    }
    Contract contract = sum.whole();
    Einsum einsum = contract.einsum();
    Optional<DecodedWeights> right = constant(contract.right());
    boolean swapped = right.isEmpty();
    Optional<DecodedWeights> weights = swapped ? constant(contract.left()) : right;
    Value panel = swapped ? contract.left() : contract.right();
    Value value = swapped ? contract.right() : contract.left();
    List<String> own = swapped ? einsum.right() : einsum.left();
    List<String> panelLabels = swapped ? einsum.left() : einsum.right();
    Optional<GroupedSum.Joined> joined = sum.joined(context, value, own);
    TileOperand rows =
        TileOperand.rows(
                joined.map(GroupedSum.Joined::source).orElse(value),
                joined.map(GroupedSum.Joined::labels).orElse(own),
                contract.mask().isPresent(),
                context.type(value).elem(),
                facts.activations(),
                ElemType.storage(contract.accumulator()).orElseThrow().bits() > Integer.SIZE)
            .orElseThrow();
    TileOperand columns = TileOperand.constant(panel, panelLabels, weights.orElseThrow());
    TilePlan plan = plan(contract, rows, columns, weights);
    int count = Math.toIntExact(plan.count(sum.labels()).fixed());
    long depth = plan.count(sum.inner().einsum().reduced()).fixed();
    joined.ifPresent(j -> plan.labels().widen(j.label(), Dim.of(count * depth)));
    boolean inLeaf =
        !facts.columns()
            && TileContract.Groups.UNIT % facts.shape().depth() == 0
            && depth % TileContract.Groups.UNIT == 0
            && contract.accumulator().equals(ElemType.S32);
    TileGroups groups =
        new TileGroups(
            sum.labels(), count, depth, sum.multiplierLabels(), sum.multipliers(), inLeaf);
    List<String> reduced = joined.isPresent() ? sum.inner().einsum().reduced() : sum.reduced();
    return within(plan.with(reduced, groups));
  }

  private TilePlan plan(
      Contract contract, TileOperand rows, TileOperand columns, Optional<DecodedWeights> constant) {
    Einsum einsum = contract.einsum();
    Labels labels =
        new Labels(
            einsum, context.type(contract.left()).shape(), context.type(contract.right()).shape());
    List<String> free = labels.free(columns.labels(), rows.labels());
    boolean two =
        !free.isEmpty() && constant.isPresent() && takesTwoBits(constant.get(), labels, free);
    return new TilePlan(
        contract,
        rows,
        columns,
        constant,
        labels,
        einsum.batch(),
        labels.free(rows.labels(), columns.labels()),
        free,
        rows.labels().stream().filter(l -> !einsum.result().contains(l)).toList(),
        two ? twoBits() : format(constant),
        two ? facts.wide(facts.twoBitColumns().getAsInt()) : facts,
        Optional.empty());
  }

  /// Whether weights lie as four a byte: they fit, and wider panels do not add more than an eighth
  /// to the columns.
  private boolean takesTwoBits(DecodedWeights weights, Labels labels, List<String> columns) {
    if (facts.twoBitColumns().isEmpty() || !weights.fitTwoBits()) {
      return false;
    }
    long extent = context.most(labels.extent(columns.getLast()));
    long wide = padded(extent, facts.twoBitColumns().getAsInt());
    return facts.columns() || 8 * wide <= 9 * padded(extent, facts.shape().columns());
  }

  private static long padded(long extent, int columns) {
    return (extent + columns - 1) / columns * columns;
  }

  private PackedWeights twoBits() {
    return facts.columns() ? PackedWeights.COLUMNS_S2 : PackedWeights.STEPS_S2;
  }

  /// The same plan with tiles no larger than the product.
  private TilePlan within(TilePlan plan) {
    if (plan.columnLabels().isEmpty()) {
      return plan;
    }
    long rows = plan.rowLabels().isEmpty() ? 1 : context.most(plan.rowExtent());
    long columns = context.most(plan.columnExtent());
    return plan.with(plan.facts().within(rows, columns, plan.format().together()));
  }

  private PackedWeights format(Optional<DecodedWeights> constant) {
    boolean nibbles =
        facts.packNibbles() && constant.filter(DecodedWeights::fitNibbles).isPresent();
    if (facts.columns()) {
      return nibbles ? PackedWeights.COLUMNS_S4 : PackedWeights.COLUMNS_S8;
    }
    return nibbles ? PackedWeights.STEPS_S4 : PackedWeights.STEPS_S8;
  }

  private Answer fit(TilePlan plan, boolean split) {
    if (plan.reduced().isEmpty()) {
      return Answer.no("nothing is summed");
    }
    if (plan.columnLabels().isEmpty()) {
      return Answer.no("no free column label");
    }
    int calls = plan.rows().digits().size() * plan.columns().digits().size();
    if (calls > MOST_CALLS) {
      return Answer.no(calls + " pairs of digits");
    }
    if (split && !partialSumsFit(plan)) {
      return Answer.no("sums of more than 32 bits for each pair of digits");
    }
    if (plan.constant().isEmpty()) {
      Optional<String> fault = unpackable(plan);
      if (fault.isPresent()) {
        return Answer.no(fault.get());
      }
    }
    return new Answer(Optional.of(plan), describe(plan));
  }

  /// The sum of each pair of digits must be exact by itself, since only the last step is wider.
  private boolean partialSumsFit(TilePlan plan) {
    long depth = context.most(plan.depth());
    return plan.rows().digits().stream()
        .allMatch(r ->
            plan.columns().digits().stream()
                .allMatch(c -> depth <= Integer.MAX_VALUE / (r.magnitude() * c.magnitude() + 1)));
  }

  private Optional<String> unpackable(TilePlan plan) {
    if (plan.rowLabels().isEmpty()) {
      return Optional.of("no free row label, so panels would be used once");
    }
    long deep =
        plan.labels().extents(plan.reduced()).stream().filter(e -> !e.equals(Dim.ONE)).count();
    if (deep > 1) {
      return Optional.of("several reduced labels of computed operands");
    }
    return tooSmall(plan);
  }

  private Optional<String> tooSmall(TilePlan plan) {
    long rows = context.most(plan.rowExtent());
    long columns = context.most(plan.columnExtent());
    long depth = context.most(plan.depth());
    if (rows < LEAST_ROWS || columns < LEAST_COLUMNS || depth < LEAST_DEPTH) {
      return Optional.of(
          "at most %d x %d x %d does not pay for packing".formatted(rows, columns, depth));
    }
    return Optional.empty();
  }

  private static String describe(TilePlan plan) {
    int calls = plan.rows().digits().size() * plan.columns().digits().size();
    String panels =
        plan.constant().isPresent() ? "panels packed at build time" : "panels packed by a stage";
    String digits = calls == 1 ? "" : ", " + calls + " pairs of base-256 digits";
    String centers =
        plan.columns().digits().stream().anyMatch(d -> d.center() != 0)
            ? ", row sums for the columns' zero point"
            : "";
    String groups = plan.groups().map(TileGroups::describe).orElse("");
    return plan.tile() + ", " + panels + digits + centers + groups;
  }
}
