package dev.halfbyte.driver.lower;

import dev.halfbyte.driver.lower.DefinitionLowering.Indexed;
import dev.halfbyte.frontend.ast.Expr;
import dev.halfbyte.frontend.ast.Index;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Lowers a reduction: a sum of products of two operands to a contraction, any other to a reduce.
final class ReductionLowering {
  private final DefinitionLowering definition;
  private final ProgramBuilder builder;
  private final Expr.Reduce reduce;

  ReductionLowering(DefinitionLowering definition, ProgramBuilder builder, Expr.Reduce reduce) {
    this.definition = definition;
    this.builder = builder;
    this.reduce = reduce;
  }

  Indexed lower() {
    if (reduce.operator() == Expr.ReduceOperator.SUM
        && reduce.body() instanceof Expr.Binary product
        && product.operator() == Expr.BinaryOperator.MULTIPLY
        && product.left().freeIndices().containsAll(reduce.indices())
        && product.right().freeIndices().containsAll(reduce.indices())) {
      if (masks(product.left())) {
        return contract(product.left(), product.right());
      }
      if (masks(product.right())) {
        return contract(product.right(), product.left());
      }
    }
    return general();
  }

  /// Whether the conditions depend on no other indices than `operand` does.
  private boolean masks(Expr operand) {
    List<Index> known = operand.freeIndices();
    return reduce.mask().stream()
        .flatMap(condition -> condition.expression().terms().stream())
        .allMatch(term -> known.contains(term.index()));
  }

  /// @param first the operand that the conditions are about
  private Indexed contract(Expr first, Expr second) {
    Indexed left = definition.expression(first);
    Indexed right = definition.expression(second);
    List<Index> result = definition.inOrder(freeAxes(left, right));
    List<Index> all = DefinitionLowering.join(left.axes(), right.axes());
    Einsum einsum =
        new Einsum(labels(left.axes(), all), labels(right.axes(), all), labels(result, all));
    definition.at(reduce);
    Value value =
        definition.emit(
            new Contract(
                left.value(),
                right.value(),
                mask(left.axes()),
                einsum,
                order(left, right),
                accumulator(left.value())));
    return new Indexed(value, result);
  }

  private List<Index> freeAxes(Indexed left, Indexed right) {
    List<Index> free = new ArrayList<>(left.axes());
    right.axes().stream().filter(i -> !free.contains(i)).forEach(free::add);
    free.removeAll(reduce.indices());
    return free;
  }

  private Optional<Value> mask(List<Index> axes) {
    return reduce.mask().isEmpty()
        ? Optional.empty()
        : Optional.of(definition.mask(axes, reduce.mask()));
  }

  private Indexed general() {
    Indexed body = definition.expression(reduce.body());
    List<Index> kept = reduce.freeIndices();
    List<Index> axes = new ArrayList<>(kept);
    axes.addAll(reduce.indices());
    Indexed operand = definition.align(body, axes);
    definition.at(reduce);
    List<Integer> reduced = IntStream.range(kept.size(), axes.size()).boxed().toList();
    Reduce.Kind kind =
        switch (reduce.operator()) {
          case SUM -> Reduce.Kind.SUM;
          case MAX -> Reduce.Kind.MAX;
          case MIN -> Reduce.Kind.MIN;
        };
    Order order = reduced.size() == 1 ? Order.LANES16 : Order.SERIAL;
    Value value =
        definition.emit(
            new Reduce(
                kind, operand.value(), mask(axes), reduced, order, accumulator(operand.value())));
    return new Indexed(value, kept);
  }

  /// Sixteen lanes where the reduced index is innermost in both operands and they share their free
  /// indices (numerics.md, section Reductions); else serial.
  private Order order(Indexed left, Indexed right) {
    boolean innermost =
        reduce.indices().size() == 1
            && left.axes().getLast().equals(reduce.indices().getFirst())
            && right.axes().getLast().equals(reduce.indices().getFirst());
    boolean shared = new HashSet<>(left.axes()).equals(new HashSet<>(right.axes()));
    return innermost && shared ? Order.LANES16 : Order.SERIAL;
  }

  private ElemType accumulator(Value operand) {
    return builder.elem(operand).equals(ElemType.F32) ? ElemType.F32 : ElemType.S32;
  }

  /// Label of an index: its name, with its number where two indices of the contraction share one.
  private static List<String> labels(List<Index> axes, List<Index> all) {
    return axes.stream()
        .map(index -> {
          boolean shared =
              all.stream().filter(other -> other.name().equals(index.name())).count() > 1;
          return shared ? index.name() + index.id() : index.name();
        })
        .toList();
  }
}
