package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.integerize.Real.Scaled;
import java.util.List;
import java.util.Optional;

/// Contractions and reductions: integer accumulators wide enough for what they may hold.
final class SumForms {
  private final IntegerState state;

  SumForms(IntegerState state) {
    this.state = state;
  }

  Real contract(Node node, Contract op) {
    if (!(state.force(op.left()) instanceof Scaled left)
        || !(state.force(op.right()) instanceof Scaled right)) {
      return state.unknown(node, "an operand has no codes");
    }
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
                    op.mask().map(state.copy::mapped),
                    op.einsum(),
                    op.order(),
                    type.get())),
            scale,
            range);
  }

  private Bounds.Operand boundOperand(Scaled scaled) {
    return new Bounds.Operand(
        state.copy.type(scaled.integers()), state.copy.data(scaled.integers()));
  }

  private static ExactNumbers onResult(
      ExactNumbers scale, List<String> labels, List<String> result) {
    return scale.onAxes(labels.stream().map(result::indexOf).toList());
  }

  Real reduce(Node node, Reduce op) {
    if (!(state.force(op.operand()) instanceof Scaled scaled)
        || !(state.copy.type(scaled.integers()).elem()
            instanceof ElemType.CodeType(Encoding encoding))
        || !scaled.scale().axes().isEmpty()) {
      return state.unknown(node, "its operand has no codes of at most 8 bits");
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
