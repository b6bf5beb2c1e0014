package dev.halfbyte.testkit;

import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.range.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Predicates and what uses them: selections and masked reductions.
final class SelectionProductions {
  private static final List<Order> MANY_AXES = List.of(Order.SERIAL, Order.LANES16);

  private SelectionProductions() {}

  private static boolean computable(Workbench bench, TensorType type) {
    return Workbench.isStored(type) || (bench.options().floats() && Workbench.isFloat(type));
  }

  static void select(Workbench bench) {
    bench
        .find(type -> computable(bench, type))
        .ifPresent(then -> {
          Value otherwise = bench.find(bench.type(then)::equals).orElse(then);
          bench.add(new Select(predicate(bench, then), then, otherwise));
        });
  }

  /// A predicate of the shape of `like`.
  static Value predicate(Workbench bench, Value like) {
    if (bench.choices().oneIn(2)) {
      Compare.Kind kind = bench.choices().pick(List.of(Compare.Kind.values()));
      Value other = bench.find(bench.type(like)::equals).orElse(like);
      return bench.add(new Compare(kind, like, other));
    }
    return mask(bench, bench.shape(like));
  }

  private static Value mask(Workbench bench, Shape shape) {
    List<AffineIndex> conditions = new ArrayList<>();
    for (int count = bench.choices().below(3); count > 0; count--) {
      List<AffineIndex.Term> terms = new ArrayList<>();
      for (int axis = 0; axis < shape.rank(); axis++) {
        terms.add(new AffineIndex.Term(axis, bench.choices().between(-1, 2)));
      }
      Dim constant = Dim.of(bench.choices().between(-2, 4));
      if (shape.rank() > 0 && bench.choices().oneIn(3)) {
        constant = constant.plus(shape.dim(0)).minus(Dim.of(2));
      }
      conditions.add(new AffineIndex(terms, constant));
    }
    return bench.add(new Mask(shape.dims(), conditions));
  }

  static void reduce(Workbench bench) {
    bench
        .find(type ->
            type.shape().rank() > 0
                && (Workbench.isInteger(type)
                    || (bench.options().floats() && Workbench.isFloat(type))))
        .ifPresent(value -> {
          int rank = bench.shape(value).rank();
          reduce(bench, value, rank - 1 - bench.choices().below(rank));
        });
  }

  /// Reduces `axis` and maybe others.
  static void reduce(Workbench bench, Value value, int axis) {
    Choices choices = bench.choices();
    Reduce.Kind kind = choices.pick(List.of(Reduce.Kind.values()));
    int rank = bench.shape(value).rank();
    List<Integer> axes = new ArrayList<>(List.of(axis));
    if (rank > 1 && choices.oneIn(3)) {
      axes.add(choices.below(rank));
    }
    Optional<Value> mask =
        choices.oneIn(2) ? Optional.of(predicate(bench, value)) : Optional.empty();
    boolean oneAxis = axes.stream().distinct().count() == 1;
    Order order = choices.pick(oneAxis ? List.of(Order.values()) : MANY_AXES);
    if (Workbench.isFloat(bench.type(value))) {
      bench.add(new Reduce(kind, value, mask, axes, order, ElemType.F32));
      return;
    }
    for (ElemType.IntType accumulator : List.of(ElemType.S32, ElemType.S64)) {
      Reduce reduce = new Reduce(kind, value, mask, axes, order, accumulator);
      Interval exact = bench.exact(reduce);
      if (exact.fits(accumulator)) {
        bench.add(reduce);
        return;
      }
    }
  }
}
