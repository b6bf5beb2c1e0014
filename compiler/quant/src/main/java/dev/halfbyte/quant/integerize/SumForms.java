package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.integerize.Real.Scaled;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Contractions and reductions: integer accumulators wide enough for what they may hold.
final class SumForms {
  private final IntegerState state;

  private final DividedForms divided;
  private final GroupForms groups;

  SumForms(IntegerState state, DividedForms divided) {
    this.state = state;
    this.divided = divided;
    groups = new GroupForms(state, this);
  }

  Real contract(Node node, Contract op) {
    Real left = state.force(op.left());
    Real right = state.force(op.right());
    return switch (left) {
      case Real.Divided over when right instanceof Scaled factor ->
          divided.contracted(
              node,
              over,
              op.einsum().left(),
              op.einsum(),
              contract(node, op, over.numerator(), factor));
      case Scaled factor when right instanceof Real.Divided over ->
          divided.contracted(
              node,
              over,
              op.einsum().right(),
              op.einsum(),
              contract(node, op, factor, over.numerator()));
      case Scaled scaled when right instanceof Scaled factor -> contract(node, op, scaled, factor);
      case Scaled scaled when right instanceof Real.Grouped weights ->
          groups.contract(node, op, scaled, weights, false);
      case Real.Grouped weights when right instanceof Scaled scaled ->
          groups.contract(node, op, scaled, weights, true);
      case Real.Divided over when right instanceof Real.Grouped weights ->
          divided.contracted(
              node,
              over,
              op.einsum().left(),
              op.einsum(),
              groups.contract(node, op, over.numerator(), weights, false));
      case Real.Grouped weights when right instanceof Real.Divided over ->
          divided.contracted(
              node,
              over,
              op.einsum().right(),
              op.einsum(),
              groups.contract(node, op, over.numerator(), weights, true));
      case Real.Divided _ when right instanceof Real.Divided ->
          state.unknown(
              node, "both operands are softmaxes that are normalised late; choose `norm early`");
      case Scaled _,
          Real.Grouped _,
          Real.Divided _,
          Real.Clamped _,
          Real.Sum _,
          Real.Normalized _,
          Real.Function _,
          Real.Given _,
          Real.Fixed _,
          Real.Unknown _ ->
          state.unknown(node, "an operand has no codes");
    };
  }

  private Real contract(Node node, Contract op, Scaled left, Scaled right) {
    ExactNumbers leftScale = onResult(left.scale(), op.einsum().left(), op.einsum().result());
    ExactNumbers rightScale = onResult(right.scale(), op.einsum().right(), op.einsum().result());
    return product(node, left, right, op, leftScale.times(rightScale));
  }

  Real product(Node node, Scaled left, Scaled right, Contract op, ExactNumbers scale) {
    List<Bounds.Operand> operands = List.of(boundOperand(left), boundOperand(right));
    Interval range =
        state.bounds.of(
            operands, v -> new Contract(v.get(0), v.get(1), op.einsum(), op.order(), ElemType.S64));
    Optional<IntType> type = state.accumulator(node, range);
    return type.isEmpty()
        ? new Real.Unknown()
        : new Scaled(
            state.copy.add(
                new Contract(
                    left.integers(),
                    right.integers(),
                    mask(op, left),
                    op.einsum(),
                    op.order(),
                    type.get())),
            scale,
            range);
  }

  /// The mask of `op` where its left operand is not zero outside anyway.
  Optional<Value> mask(Contract op, Scaled left) {
    return op.mask().map(state.copy::mapped).filter(m -> !isZeroOutside(left, m));
  }

  /// Whether codes are those of zero wherever `mask` is false, as a softmax leaves them.
  private boolean isZeroOutside(Scaled codes, Value mask) {
    Optional<Op> definition = state.copy.definition(codes.integers());
    return definition.orElse(null) instanceof Select(Value condition, var _, Value otherwise)
        && isSame(condition, mask)
        && state.copy.definition(otherwise).orElse(null) instanceof View(Value zero, var _)
        && state.copy.data(zero).filter(SumForms::isZeroCode).isPresent();
  }

  /// Whether two values are the same by how they are made.
  private boolean isSame(Value left, Value right) {
    if (left.equals(right)) {
      return true;
    }
    Optional<Op> one = state.copy.definition(left);
    Optional<Op> other = state.copy.definition(right);
    if (one.isEmpty() || other.isEmpty()) {
      return false;
    }
    List<Value> operands = one.get().operands();
    List<Value> others = other.get().operands();
    return operands.size() == others.size()
        && one.get().withOperands(others).equals(other.get())
        && IntStream.range(0, operands.size())
            .allMatch(i -> isSame(operands.get(i), others.get(i)));
  }

  private static boolean isZeroCode(Tensor data) {
    return data.type().elem() instanceof ElemType.CodeType(Encoding encoding)
        && data.count() == 1
        && encoding.decode(data.longAt(0)) == 0;
  }

  private Bounds.Operand boundOperand(Scaled scaled) {
    return new Bounds.Operand(
        state.copy.type(scaled.integers()), state.copy.data(scaled.integers()));
  }

  static ExactNumbers onResult(ExactNumbers scale, List<String> labels, List<String> result) {
    return scale.onAxes(labels.stream().map(result::indexOf).toList());
  }

  Real reduce(Node node, Reduce op) {
    if (!(state.force(op.operand()) instanceof Scaled scaled)
        || !(state.copy.type(scaled.integers()).elem()
            instanceof ElemType.CodeType(Encoding encoding))
        || !scaled.scale().axes().isEmpty()) {
      return state.unknown(node, "its operand has no codes of one scale");
    }
    Value table = state.copy.constant("decode", TableMaker.decoded(encoding));
    Value decoded = state.copy.add(new Lookup(scaled.integers(), table));
    Optional<Value> mask = op.mask().map(state.copy::mapped);
    Bounds.Operand operand = new Bounds.Operand(state.copy.type(decoded), Optional.empty());
    Interval range =
        state.bounds.of(
            List.of(operand),
            v ->
                new Reduce(
                    op.kind(),
                    v.getFirst(),
                    Optional.empty(),
                    op.axes(),
                    op.order(),
                    ElemType.S32));
    Optional<IntType> type = state.accumulator(node, range);
    return type.isEmpty()
        ? new Real.Unknown()
        : new Scaled(
            state.copy.add(new Reduce(op.kind(), decoded, mask, op.axes(), op.order(), type.get())),
            scaled.scale(),
            range);
  }
}
