package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Sums of numbers that are also the rows of a tile contraction, as those of a softmax with a late
/// norm are: the digits that the leaf reads are summed, and `sum 2^shift * digit` is the sum of the
/// numbers. So no table is read twice, and where the columns have a center the sums are needed
/// anyway.
final class DigitSums {
  /// So that sums of digits fit 31 bits.
  private static final long MOST_DEPTH = 1 << 23;

  private final Elements elements;
  private final TilePlan plan;
  private final List<Storage> sums;

  /// @param sums of the rows of `plan`, one for each digit
  DigitSums(Elements elements, TilePlan plan, List<Storage> sums) {
    this.elements = elements;
    this.plan = plan;
    this.sums = List.copyOf(sums);
  }

  /// The contraction whose rows `reduce` sums, where it packs their digits.
  static Optional<Node> contraction(ProgramContext context, BufferPlan buffers, Reduce reduce) {
    if (reduce.kind() != Reduce.Kind.SUM
        || reduce.mask().isPresent()
        || !(reduce.accumulator() instanceof ElemType.IntType)) {
      return Optional.empty();
    }
    Value numbers = withoutCast(context, reduce.operand());
    return context.program().nodes().stream()
        .filter(node ->
            buffers
                .tile(node)
                .filter(plan -> sums(plan, numbers, reduce))
                .filter(plan -> context.most(plan.depth()) <= MOST_DEPTH)
                .isPresent())
        .findFirst();
  }

  /// The codes that `value` decodes; a cast changes no number, which sealing has proven.
  private static Value withoutCast(ProgramContext context, Value value) {
    return context
        .definition(value)
        .filter(node -> node.op() instanceof Cast)
        .map(node -> ((Cast) node.op()).operand())
        .orElse(value);
  }

  private static boolean sums(TilePlan plan, Value numbers, Reduce reduce) {
    TileOperand rows = plan.rows();
    List<Integer> reduced = plan.reduced().stream().map(rows.labels()::indexOf).sorted().toList();
    return !rows.isFloat()
        && !rows.raw()
        && !rows.masked()
        && rows.value().equals(numbers)
        && rows.digits().stream().allMatch(d -> d.center() == 0)
        && reduce.axes().stream().sorted().toList().equals(reduced);
  }

  /// The stage of the group of `root` whose core is the reduction `core`.
  ///
  /// @param shape of both
  Stage stage(Nest nest, Shape shape, Value root, Node core, Storage target) {
    Reduce reduce = (Reduce) core.op();
    List<String> kept =
        plan.rows().labels().stream().filter(l -> !plan.reduced().contains(l)).toList();
    List<String> order = Stream.concat(plan.batch().stream(), plan.rowLabels().stream()).toList();
    return nest.over(
        shape,
        (body, at) -> {
          Map<String, Index> indices = Labels.bind(kept, at);
          List<Index> place = order.stream().map(l -> indices.getOrDefault(l, Index.ZERO)).toList();
          Expression total = total(place, Registers.of(reduce.accumulator()));
          body.remember(core.value(), at, body.name("v" + core.value().id(), total));
          elements.store(body, target, at, elements.root(body, root, at));
        });
  }

  /// Wraps as sums of the accumulator's type do.
  private Expression total(List<Index> place, RegisterType type) {
    Expression total = Expressions.integer(type, 0);
    for (int i = 0; i < sums.size(); i++) {
      Storage storage = sums.get(i);
      Expression sum = Expressions.load(storage.buffer(), storage.address(place));
      Expression wide = Expressions.widen(sum, type);
      int shift = plan.rows().digits().get(i).shift();
      total =
          Expressions.add(
              total, shift == 0 ? wide : Expressions.shl(wide, Expressions.integer(type, shift)));
    }
    return total;
  }
}
